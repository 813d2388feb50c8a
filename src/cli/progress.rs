//! What a person sees while an import runs: a bar with rate and remaining time on a terminal, a plain
//! line every few seconds elsewhere. Problems and contradictions are told at once, with their place.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::domain::{Contradiction, Difference, ImportObserver, LineProblem};

use super::{import, output};

/// Tells what an import does.
pub struct Progress {
    name: String,
    size: Option<u64>,
    bar: Option<ProgressBar>,
    began: Instant,
    told: Instant,
}

/// How often a plain line is written.
const PLAIN_EVERY: Duration = Duration::from_secs(5);

const BAR: &str = "{wide_bar} {percent:>3} %  {msg}  {eta} left";
const SPINNER: &str = "{spinner} {msg}  {bytes} read  {elapsed}";

impl Progress {
    /// Begins with the source at `path`, of `size` bytes if that is known.
    pub fn new(path: &Path, size: Option<u64>) -> Progress {
        let now = now();
        Progress {
            name: import::name(path),
            size,
            bar: io::stderr().is_terminal().then(|| bar(size)),
            began: now,
            told: now,
        }
    }

    /// Takes the bar off the terminal.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// Tells something without tearing the bar.
    fn tell(&self, tell: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(tell),
            None => tell(),
        }
    }

    fn plain(&mut self, lines: u64, bytes: u64) {
        let now = now();
        if now.duration_since(self.told) < PLAIN_EVERY {
            return;
        }
        self.told = now;
        eprintln!("{}", plain_line(lines, bytes, self.size, now.duration_since(self.began)));
    }
}

impl ImportObserver for Progress {
    fn progress(&mut self, lines: u64, bytes: u64) {
        match &self.bar {
            Some(bar) => {
                bar.set_message(lines_and_rate(lines, now().duration_since(self.began)));
                bar.set_position(bytes);
            }
            None => self.plain(lines, bytes),
        }
    }

    fn difference(&mut self, difference: &Difference) {
        // Where nobody reads standard output any more, there is nobody to tell that either.
        self.tell(|| drop(output::print(&format!("{difference}\n"))));
    }

    fn problem(&mut self, problem: &LineProblem) {
        let line = format!("{}:{problem}", self.name);
        self.tell(|| eprintln!("{line}"));
    }

    fn contradiction(&mut self, contradiction: &Contradiction) {
        let line = format!("{}:{contradiction}", self.name);
        self.tell(|| eprintln!("{line}"));
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long an import takes is told to a person and stored nowhere"
)]
fn now() -> Instant {
    Instant::now()
}

fn bar(size: Option<u64>) -> ProgressBar {
    let (bar, template) = match size {
        Some(size) => (ProgressBar::new(size), BAR),
        None => (ProgressBar::new_spinner(), SPINNER),
    };
    let style = ProgressStyle::with_template(template).expect("the templates above are well formed");
    bar.with_style(style)
}

/// "12000 lines, 4000 a second".
fn lines_and_rate(lines: u64, elapsed: Duration) -> String {
    let rate = lines as f64 / elapsed.as_secs_f64().max(0.001);
    format!("{lines} lines, {rate:.0} a second")
}

/// "12000 lines, 4000 a second, 34 % of the file, 6 s left".
fn plain_line(lines: u64, bytes: u64, size: Option<u64>, elapsed: Duration) -> String {
    let told = lines_and_rate(lines, elapsed);
    let Some(size) = size.filter(|size| *size > 0 && bytes > 0) else {
        return told;
    };
    let share = (bytes as f64 / size as f64).min(1.0);
    let left = elapsed.as_secs_f64() * (1.0 / share - 1.0);
    format!("{told}, {:.0} % of the file, {left:.0} s left", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_line_tells_rate_and_remaining_time() {
        assert_eq!(
            plain_line(12_000, 25, Some(100), Duration::from_secs(3)),
            "12000 lines, 4000 a second, 25 % of the file, 9 s left"
        );
        assert_eq!(plain_line(10, 500, None, Duration::from_secs(5)), "10 lines, 2 a second");
        assert_eq!(plain_line(0, 0, Some(0), Duration::ZERO), "0 lines, 0 a second");
    }
}
