//! Numbers that choices are drawn from; when they run out, the first choice is always taken.

/// See the module.
pub struct Draws(std::vec::IntoIter<u32>);

impl Draws {
    pub fn of(numbers: Vec<u32>) -> Draws {
        Draws(numbers.into_iter())
    }

    /// Whether there is nothing left to draw.
    pub fn is_empty(&self) -> bool {
        self.0.len() == 0
    }

    /// A number below `count`; 0 if that is 0.
    pub fn below(&mut self, count: usize) -> usize {
        let number = self.0.next().unwrap_or(0) as usize;
        if count == 0 { 0 } else { number % count }
    }

    /// Whether one of so many chances comes true.
    pub fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) + 1 == chances
    }

    /// One of these.
    pub fn of_these<'a, T>(&mut self, these: &'a [T]) -> &'a T {
        &these[self.below(these.len())]
    }
}
