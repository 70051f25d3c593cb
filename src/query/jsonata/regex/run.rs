//! The matcher: a stack of choices instead of recursion, and a budget of steps.

use super::program::{Instruction, Program, Set};
use super::{Match, OutOfSteps, canonical};

/// A register that holds nothing.
const UNSET: usize = usize::MAX;

pub fn find(
    program: &Program,
    text: &[char],
    from: usize,
    steps: &mut u64,
) -> Result<Option<Match>, OutOfSteps> {
    let mut matcher = Matcher {
        program,
        text,
        registers: vec![UNSET; program.n_registers],
        choices: Vec::new(),
        steps,
    };
    for start in from..=text.len() {
        if let Some(end) = matcher.run(0, start)? {
            let group = |index: usize| {
                let bounds = &matcher.registers[2 * index..2 * index + 2];
                (bounds[0] != UNSET && bounds[1] != UNSET).then(|| (bounds[0], bounds[1]))
            };
            let groups = (1..=program.n_groups).map(group).collect();
            return Ok(Some(Match { start, end, groups }));
        }
        matcher.registers.fill(UNSET);
        matcher.choices.clear();
    }
    Ok(None)
}

struct Matcher<'a> {
    program: &'a Program,
    text: &'a [char],
    registers: Vec<usize>,
    choices: Vec<Choice>,
    steps: &'a mut u64,
}

/// What to do when the present way fails.
enum Choice {
    /// Go on here instead.
    Try { address: usize, at: usize },
    /// Take the register back to what it was, and fail further.
    Restore { register: usize, value: usize },
    /// A run may still change its length from `n_taken` by one, as long as that is not `last`.
    Resize { address: usize, start: usize, n_taken: u32, last: u32 },
}

impl Matcher<'_> {
    /// Runs from an address until it accepts or has no choice left; gives where it stands then.
    fn run(&mut self, address: usize, at: usize) -> Result<Option<usize>, OutOfSteps> {
        let bottom = self.choices.len();
        let (mut address, mut at) = (address, at);
        loop {
            *self.steps = self.steps.checked_sub(1).ok_or(OutOfSteps)?;
            let next = match &self.program.instructions[address] {
                Instruction::Accept => {
                    self.keep_only_restores(bottom);
                    return Ok(Some(at));
                }
                Instruction::One { set, back } => {
                    self.one(set, at, *back).map(|at| (address + 1, at))
                }
                Instruction::Run { set, min, max, lazy, back } => {
                    let most = if *lazy { *min } else { *max };
                    let n_taken = self.run_length(set, at, most, *back)?;
                    if n_taken < *min {
                        None
                    } else {
                        let last = if *lazy { *max } else { *min };
                        self.resizable(address, at, n_taken, last);
                        Some((address + 1, shifted(at, n_taken, *back)))
                    }
                }
                Instruction::Start => {
                    let at_line =
                        at > 0 && self.program.multiline && is_line_end(self.text[at - 1]);
                    (at == 0 || at_line).then_some((address + 1, at))
                }
                Instruction::End => {
                    let here = self.text.get(at);
                    let at_line = self.program.multiline && here.copied().is_some_and(is_line_end);
                    (here.is_none() || at_line).then_some((address + 1, at))
                }
                Instruction::WordBoundary { negated } => {
                    let is_word = |c: Option<&char>| {
                        c.is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_')
                    };
                    let before = at.checked_sub(1).and_then(|before| self.text.get(before));
                    let at_boundary = is_word(before) != is_word(self.text.get(at));
                    (at_boundary != *negated).then_some((address + 1, at))
                }
                Instruction::BackReference { group, back } => {
                    self.back_reference(*group, at, *back)?.map(|at| (address + 1, at))
                }
                Instruction::Split { first, second } => {
                    self.choices.push(Choice::Try { address: *second, at });
                    Some((*first, at))
                }
                Instruction::Jump(target) => Some((*target, at)),
                Instruction::Save(register) => {
                    self.set(*register, at);
                    Some((address + 1, at))
                }
                Instruction::Look { negated, end } => {
                    let (negated, end) = (*negated, *end);
                    let height = self.choices.len();
                    let found = self.run(address + 1, at)?.is_some();
                    if negated && found {
                        self.undo(height);
                    }
                    (found != negated).then_some((end, at))
                }
                Instruction::LoopStart { counter } => {
                    self.set(*counter, 0);
                    Some((address + 1, at))
                }
                Instruction::Loop { counter, min, max, lazy, exit, groups } => {
                    let (counter, exit, groups) = (*counter, *exit, *groups);
                    let count = u32::try_from(self.registers[counter]).unwrap_or(u32::MAX);
                    let (again, lazy) = (address + 1, *lazy && count >= *min);
                    if count >= *max {
                        Some((exit, at))
                    } else {
                        if count >= *min {
                            let other = if lazy { again } else { exit };
                            self.choices.push(Choice::Try { address: other, at });
                        }
                        if lazy {
                            Some((exit, at))
                        } else {
                            self.begin_round(counter, groups, at);
                            Some((again, at))
                        }
                    }
                }
                Instruction::LoopEnd { counter, min, head } => {
                    let (counter, head) = (*counter, *head);
                    let count = self.registers[counter];
                    let is_empty = self.registers[counter + 1] == at;
                    if is_empty && count >= *min as usize {
                        None
                    } else {
                        self.set(counter, count + 1);
                        Some((head, at))
                    }
                }
            };
            match next.map_or_else(|| self.backtrack(bottom), |next| Ok(Some(next)))? {
                Some((next_address, next_at)) => (address, at) = (next_address, next_at),
                None => return Ok(None),
            }
        }
    }

    /// A round forgets what its groups matched in the round before.
    fn begin_round(&mut self, counter: usize, groups: (usize, usize), at: usize) {
        self.set(counter + 1, at);
        for register in 2 * groups.0..2 * groups.1 {
            if self.registers[register] != UNSET {
                self.set(register, UNSET);
            }
        }
    }

    fn set(&mut self, register: usize, value: usize) {
        let old = std::mem::replace(&mut self.registers[register], value);
        self.choices.push(Choice::Restore { register, value: old });
    }

    fn resizable(&mut self, address: usize, start: usize, n_taken: u32, last: u32) {
        if n_taken != last {
            self.choices.push(Choice::Resize { address, start, n_taken, last });
        }
    }

    /// Where to go on after a failure, above the given height of the stack of choices.
    fn backtrack(&mut self, bottom: usize) -> Result<Option<(usize, usize)>, OutOfSteps> {
        while self.choices.len() > bottom {
            *self.steps = self.steps.checked_sub(1).ok_or(OutOfSteps)?;
            match self.choices.pop().expect("there is one above the bottom") {
                Choice::Restore { register, value } => self.registers[register] = value,
                Choice::Try { address, at } => {
                    // A lazy loop that goes on begins its round only now.
                    if let Some(Instruction::Loop { counter, groups, .. }) =
                        address.checked_sub(1).map(|head| &self.program.instructions[head])
                    {
                        self.begin_round(*counter, *groups, at);
                    }
                    return Ok(Some((address, at)));
                }
                Choice::Resize { address, start, n_taken, last } => {
                    let Instruction::Run { set, lazy, back, .. } =
                        &self.program.instructions[address]
                    else {
                        unreachable!("only runs are resized")
                    };
                    let (lazy, back) = (*lazy, *back);
                    let resized = if lazy {
                        let at = shifted(start, n_taken, back);
                        if self.one(set, at, back).is_none() {
                            continue;
                        }
                        n_taken + 1
                    } else {
                        n_taken - 1
                    };
                    self.resizable(address, start, resized, last);
                    return Ok(Some((address + 1, shifted(start, resized, back))));
                }
            }
        }
        Ok(None)
    }

    /// An assertion that held is not entered again, but what it captured can still be undone.
    fn keep_only_restores(&mut self, bottom: usize) {
        let mut kept = bottom;
        for index in bottom..self.choices.len() {
            if matches!(self.choices[index], Choice::Restore { .. }) {
                self.choices.swap(kept, index);
                kept += 1;
            }
        }
        self.choices.truncate(kept);
    }

    fn undo(&mut self, height: usize) {
        while self.choices.len() > height {
            if let Some(Choice::Restore { register, value }) = self.choices.pop() {
                self.registers[register] = value;
            }
        }
    }

    fn one(&self, set: &Set, at: usize, back: bool) -> Option<usize> {
        let index = if back { at.checked_sub(1)? } else { at };
        let c = *self.text.get(index)?;
        self.fits(set, c).then_some(if back { index } else { at + 1 })
    }

    fn run_length(
        &mut self,
        set: &Set,
        at: usize,
        most: u32,
        back: bool,
    ) -> Result<u32, OutOfSteps> {
        let mut n_taken = 0;
        while n_taken < most && self.one(set, shifted(at, n_taken, back), back).is_some() {
            n_taken += 1;
        }
        *self.steps = self.steps.checked_sub(u64::from(n_taken)).ok_or(OutOfSteps)?;
        Ok(n_taken)
    }

    fn fits(&self, set: &Set, c: char) -> bool {
        match set {
            Set::Char(expected) if self.program.ignore_case => canonical(c) == *expected,
            Set::Char(expected) => c == *expected,
            Set::AnyButLineEnd => !is_line_end(c),
            Set::Class(class) => {
                let within =
                    |c: char| class.ranges.iter().any(|(low, high)| (*low..=*high).contains(&c));
                let found = within(c)
                    || self.program.ignore_case && {
                        let upper = canonical(c);
                        let mut lower = c.to_lowercase();
                        let lower = lower.next().filter(|_| lower.next().is_none());
                        within(upper) || lower.is_some_and(|l| canonical(l) == upper && within(l))
                    };
                found != class.negated
            }
        }
    }

    fn back_reference(
        &mut self,
        group: usize,
        at: usize,
        back: bool,
    ) -> Result<Option<usize>, OutOfSteps> {
        let (start, end) = (self.registers[2 * group], self.registers[2 * group + 1]);
        if start == UNSET || end == UNSET {
            return Ok(Some(at));
        }
        let length = end - start;
        *self.steps = self.steps.checked_sub(length as u64).ok_or(OutOfSteps)?;
        let Some(from) = (if back { at.checked_sub(length) } else { Some(at) }) else {
            return Ok(None);
        };
        let Some(there) = self.text.get(from..from + length) else { return Ok(None) };
        let fold = |c: &char| if self.program.ignore_case { canonical(*c) } else { *c };
        let same = self.text[start..end].iter().map(fold).eq(there.iter().map(fold));
        Ok(same.then_some(if back { from } else { at + length }))
    }
}

fn shifted(at: usize, by: u32, back: bool) -> usize {
    if back { at - by as usize } else { at + by as usize }
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}
