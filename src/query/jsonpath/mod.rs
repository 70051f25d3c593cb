//! JSONPath as AWS has it (Jayway's semantics), payload templates and intrinsic functions.
