//! JSONata, as a library of its own that knows nothing of states.
