//! A pattern as instructions for the matcher.

use super::canonical;
use super::escape::Class;
use super::parse::{Parsed, Piece};

#[derive(Debug)]
pub struct Program {
    pub instructions: Vec<Instruction>,
    /// How many places a match keeps: two a group, then the counters of loops.
    pub n_registers: usize,
    pub n_groups: usize,
    pub ignore_case: bool,
    pub multiline: bool,
}

/// One step of the matcher. `back` instructions read towards the start, for lookbehind.
#[derive(Debug)]
pub enum Instruction {
    /// One character that is in the set.
    One {
        set: Set,
        back: bool,
    },
    /// A run of such characters; gives back one at a time, or takes one more when lazy.
    Run {
        set: Set,
        min: u32,
        max: u32,
        lazy: bool,
        back: bool,
    },
    Start,
    End,
    WordBoundary {
        negated: bool,
    },
    BackReference {
        group: usize,
        back: bool,
    },
    /// Tries the first address, then the second.
    Split {
        first: usize,
        second: usize,
    },
    Jump(usize),
    Save(usize),
    /// Matches what follows up to [`Instruction::Accept`] without moving, then goes on at `end`.
    Look {
        negated: bool,
        end: usize,
    },
    /// Begins a loop at count 0.
    LoopStart {
        counter: usize,
    },
    /// Decides between another round (the next instruction) and `exit`.
    Loop {
        counter: usize,
        min: u32,
        max: u32,
        lazy: bool,
        exit: usize,
        groups: (usize, usize),
    },
    /// Ends a round; one that matched nothing is not repeated for ever.
    LoopEnd {
        counter: usize,
        min: u32,
        head: usize,
    },
    Accept,
}

/// Which characters fit.
#[derive(Clone, Debug)]
pub enum Set {
    Char(char),
    AnyButLineEnd,
    Class(Class),
}

impl Program {
    pub fn new(parsed: &Parsed, ignore_case: bool, multiline: bool) -> Program {
        let mut builder = Builder {
            instructions: Vec::new(),
            n_registers: 2 * (parsed.n_groups + 1),
            ignore_case,
            names: &parsed.names,
        };
        builder.piece(&parsed.piece, false);
        builder.instructions.push(Instruction::Accept);
        Program {
            n_registers: builder.n_registers,
            instructions: builder.instructions,
            n_groups: parsed.n_groups,
            ignore_case,
            multiline,
        }
    }
}

struct Builder<'a> {
    instructions: Vec<Instruction>,
    n_registers: usize,
    ignore_case: bool,
    names: &'a [(String, usize)],
}

impl Builder<'_> {
    fn add(&mut self, instruction: Instruction) -> usize {
        self.instructions.push(instruction);
        self.instructions.len() - 1
    }

    fn piece(&mut self, piece: &Piece, back: bool) {
        if let Some(set) = self.set(piece) {
            self.add(Instruction::One { set, back });
            return;
        }
        match piece {
            Piece::Empty | Piece::Char(_) | Piece::Any | Piece::Class(_) => {}
            Piece::Start => {
                self.add(Instruction::Start);
            }
            Piece::End => {
                self.add(Instruction::End);
            }
            Piece::WordBoundary { negated } => {
                self.add(Instruction::WordBoundary { negated: *negated });
            }
            Piece::Group { piece, index: None } => self.piece(piece, back),
            Piece::Group { piece, index: Some(index) } => {
                let (first, last) = (2 * index + usize::from(back), 2 * index + usize::from(!back));
                self.add(Instruction::Save(first));
                self.piece(piece, back);
                self.add(Instruction::Save(last));
            }
            Piece::BackReference(group) => {
                self.add(Instruction::BackReference { group: *group, back });
            }
            Piece::NamedBackReference(name) => {
                let known = self.names.iter().find(|(known, _)| known == name);
                let group = known.expect("the parser checks that named groups exist").1;
                self.add(Instruction::BackReference { group, back });
            }
            Piece::Look { piece, ahead, negated } => {
                let look = self.add(Instruction::Look { negated: *negated, end: 0 });
                self.piece(piece, !ahead);
                self.add(Instruction::Accept);
                let end = self.instructions.len();
                self.instructions[look] = Instruction::Look { negated: *negated, end };
            }
            Piece::Sequence(pieces) if back => {
                pieces.iter().rev().for_each(|piece| self.piece(piece, back));
            }
            Piece::Sequence(pieces) => pieces.iter().for_each(|piece| self.piece(piece, back)),
            Piece::Alternatives(alternatives) => self.alternatives(alternatives, back),
            Piece::Repeat { piece, min, max, lazy, groups } => {
                self.repeat(piece, (*min, *max), *lazy, *groups, back);
            }
        }
    }

    fn set(&self, piece: &Piece) -> Option<Set> {
        Some(match piece {
            Piece::Char(c) if self.ignore_case => Set::Char(canonical(*c)),
            Piece::Char(c) => Set::Char(*c),
            Piece::Any => Set::AnyButLineEnd,
            Piece::Class(class) => Set::Class(class.clone()),
            _ => return None,
        })
    }

    fn alternatives(&mut self, alternatives: &[Piece], back: bool) {
        let mut jumps = Vec::new();
        for (index, alternative) in alternatives.iter().enumerate() {
            if index + 1 == alternatives.len() {
                self.piece(alternative, back);
                break;
            }
            let split = self.add(Instruction::Jump(0));
            self.piece(alternative, back);
            jumps.push(self.add(Instruction::Jump(0)));
            let second = self.instructions.len();
            self.instructions[split] = Instruction::Split { first: split + 1, second };
        }
        let end = self.instructions.len();
        for jump in jumps {
            self.instructions[jump] = Instruction::Jump(end);
        }
    }

    fn repeat(
        &mut self,
        piece: &Piece,
        (min, max): (u32, u32),
        lazy: bool,
        groups: (usize, usize),
        back: bool,
    ) {
        if let Some(set) = self.set(piece) {
            self.add(Instruction::Run { set, min, max, lazy, back });
            return;
        }
        // A loop keeps its count and where its round began.
        let counter = self.n_registers;
        self.n_registers += 2;
        self.add(Instruction::LoopStart { counter });
        let head = self.add(Instruction::Jump(0));
        self.piece(piece, back);
        self.add(Instruction::LoopEnd { counter, min, head });
        let exit = self.instructions.len();
        self.instructions[head] = Instruction::Loop { counter, min, max, lazy, exit, groups };
    }
}
