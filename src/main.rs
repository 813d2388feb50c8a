//! The program `vitae`: hands its arguments to the command line and ends with its exit code.

use std::process::ExitCode;

/// A request makes some hundred small values; this allocator takes half as long over them as the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    vitae::cli::run(std::env::args_os())
}
