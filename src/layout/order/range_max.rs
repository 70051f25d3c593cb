//! The largest number in any range of a list, in logarithmic time.

pub struct RangeMax {
    n: usize,
    /// A complete binary tree: the list from `n` on, each inner place the larger of its two.
    tree: Vec<u32>,
}

impl RangeMax {
    pub fn new(list: &[u32]) -> RangeMax {
        let n = list.len();
        let mut tree = vec![0; 2 * n];
        tree[n..].copy_from_slice(list);
        for i in (1..n).rev() {
            tree[i] = tree[2 * i].max(tree[2 * i + 1]);
        }
        RangeMax { n, tree }
    }

    /// The largest of those from `start` to before `end`; 0 if there are none.
    pub fn of(&self, start: usize, end: usize) -> u32 {
        let (mut start, mut end) = (start + self.n, end.max(start) + self.n);
        let mut largest = 0;
        while start < end {
            if start % 2 == 1 {
                largest = largest.max(self.tree[start]);
                start += 1;
            }
            if end % 2 == 1 {
                end -= 1;
                largest = largest.max(self.tree[end]);
            }
            start /= 2;
            end /= 2;
        }
        largest
    }
}
