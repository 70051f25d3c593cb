//! Lists of small numbers, one list per index, in one piece of memory.

/// For each of n owners a list of members, in the order in which they were given.
#[derive(Clone, Debug, Default)]
pub struct Adjacency {
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Adjacency {
    /// Sorts `pairs` of (owner, member) by owner.
    pub fn new(n: usize, pairs: impl Iterator<Item = (usize, usize)> + Clone) -> Adjacency {
        let mut starts = vec![0u32; n + 1];
        for (owner, _) in pairs.clone() {
            starts[owner + 1] += 1;
        }
        for i in 0..n {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut members = vec![0u32; starts[n] as usize];
        for (owner, member) in pairs {
            members[next[owner] as usize] = member as u32;
            next[owner] += 1;
        }
        Adjacency { starts, members }
    }

    pub fn of(&self, owner: usize) -> &[u32] {
        &self.members[self.starts[owner] as usize..self.starts[owner + 1] as usize]
    }

    pub fn of_mut(&mut self, owner: usize) -> &mut [u32] {
        &mut self.members[self.starts[owner] as usize..self.starts[owner + 1] as usize]
    }
}
