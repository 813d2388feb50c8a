//! Makes the GraphiQL page a part of the binary: `npm` fetches what it is made of, Vite bundles it, and a
//! table of the files goes to `OUT_DIR/graphiql.rs`. The source tree is never written to. Without `npm`, or
//! when it fails, the service is built all the same, with a page that says what is missing and why.
//!
//! A bundle is made once for each state of `ui/` and kept in the target folder, for all profiles.
//!
//! `VITAE_UI=none` leaves the page out, `VITAE_UI=required` fails where it cannot be made, and
//! `VITAE_UI_DIST=FOLDER` takes a bundle that was made elsewhere.

use std::env;
use std::error::Error;
use std::fmt::Write;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What the bundle is made from, all in this folder.
const SOURCE: &str = "ui";

/// What is not a source though it may lie among them.
const NOT_SOURCES: &[&str] = &["node_modules", "dist"];

fn main() -> Result<()> {
    for variable in ["VITAE_UI", "VITAE_UI_DIST", "NPM"] {
        println!("cargo:rerun-if-env-changed={variable}");
    }
    println!("cargo:rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    if let Some(ready) = env::var_os("VITAE_UI_DIST").filter(|ready| !ready.is_empty()) {
        let ready = fs::canonicalize(&ready).map_err(|error| format!("VITAE_UI_DIST={ready:?}: {error}"))?;
        println!("cargo:rerun-if-changed={}", ready.display());
        return write_table(&out, Ok(&ready));
    }
    let wish = env::var("VITAE_UI").unwrap_or_default();
    match wish.as_str() {
        "none" => {
            return write_table(&out, Err("it was left out when the service was built (VITAE_UI=none)"));
        }
        "" | "auto" | "required" => {}
        other => return Err(format!("VITAE_UI is `{other}`; expected `auto`, `none` or `required`").into()),
    }
    match bundle(&out) {
        Ok(bundle) => write_table(&out, Ok(&bundle)),
        Err(reason) if wish == "required" => Err(format!("the GraphiQL page: {reason}").into()),
        Err(reason) => {
            println!("cargo:warning=the GraphiQL page is left out: {reason}");
            println!(
                "cargo:warning=hint: install Node.js 20 or newer with npm, `touch {SOURCE}/package.json`, build again"
            );
            write_table(&out, Err(&reason.to_string()))
        }
    }
}

/// The folder of the bundle for the sources as they are, made if it is not there.
fn bundle(out: &Path) -> Result<PathBuf> {
    let mut sources = Vec::new();
    collect(Path::new(SOURCE), &mut sources)?;
    sources.sort();
    // Files that are new: cargo looks through a folder that is named.
    println!("cargo:rerun-if-changed={SOURCE}/src");
    let mut state = DefaultHasher::new();
    for source in &sources {
        println!("cargo:rerun-if-changed={}", source.display());
        (source, fs::read(source)?).hash(&mut state);
    }
    let place = target(out).join(SOURCE);
    fs::create_dir_all(&place)?;
    let finished = place.join(format!("{:016x}", state.finish()));
    // Somebody may clear the target folder by hand.
    println!("cargo:rerun-if-changed={}", finished.join("index.html").display());
    // Two profiles may be built at once. The lock goes when the file is closed.
    let lock = File::create(place.join("lock"))?;
    lock.lock()?;
    if finished.join("index.html").exists() {
        return Ok(finished);
    }
    let work = place.join("work");
    copy(&sources, &work)?;
    install(&work)?;
    let making = place.join("making");
    let made = making.to_string_lossy();
    npm(
        &work,
        &[
            "exec",
            "--offline",
            "--",
            "vite",
            "build",
            "--logLevel",
            "error",
            "--emptyOutDir",
            "--outDir",
            &made,
        ],
    )?;
    age(&making.join("index.html"), &sources)?;
    // Older bundles are of no more use.
    for entry in fs::read_dir(&place)? {
        let entry = entry?;
        let is_bundle = entry.file_name().len() == 16;
        if is_bundle {
            fs::remove_dir_all(entry.path())?;
        }
    }
    fs::rename(&making, &finished)?;
    Ok(finished)
}

/// Makes a file that cargo watches as old as the newest source: one that is newer than the beginning of this
/// build counts as changed, and the next build would make everything again.
fn age(watched: &Path, sources: &[PathBuf]) -> Result<()> {
    let mut newest = SystemTime::UNIX_EPOCH;
    for source in sources {
        newest = newest.max(fs::metadata(source)?.modified()?);
    }
    Ok(File::options().append(true).open(watched)?.set_modified(newest)?)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if NOT_SOURCES.contains(&name.as_ref()) || name.starts_with('.') {
            continue;
        }
        if path.is_dir() { collect(&path, found)? } else { found.push(path) }
    }
    Ok(())
}

/// The target folder, which cargo marks; without the mark, the build's own folder.
fn target(out: &Path) -> PathBuf {
    let marked = out.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists());
    marked.unwrap_or(out).to_owned()
}

/// Copies the sources beside the packages, and takes away those that are gone.
fn copy(sources: &[PathBuf], work: &Path) -> Result<()> {
    if work.join("src").exists() {
        fs::remove_dir_all(work.join("src"))?;
    }
    for source in sources {
        let copied = work.join(source.strip_prefix(SOURCE)?);
        fs::create_dir_all(copied.parent().ok_or("no folder")?)?;
        fs::copy(source, copied)?;
    }
    Ok(())
}

/// Fetches the packages, unless those of this lock are there. No package runs a program of its own.
fn install(work: &Path) -> Result<()> {
    let (lock, installed) =
        (fs::read(work.join("package-lock.json"))?, work.join("node_modules/.vitae-lock"));
    if fs::read(&installed).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    npm(work, &["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"])?;
    Ok(fs::write(installed, lock)?)
}

fn npm(folder: &Path, arguments: &[&str]) -> Result<()> {
    let program = env::var_os("NPM").unwrap_or_else(|| "npm".into());
    let output = Command::new(&program)
        .args(arguments)
        .current_dir(folder)
        .env("CI", "true")
        .env("npm_config_update_notifier", "false")
        .env("npm_config_fetch_retries", "1")
        .output()
        .map_err(|error| format!("`{}` cannot be run: {error}", program.to_string_lossy()))?;
    if output.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&output.stderr).replace("npm error ", "");
    let told: Vec<&str> =
        told.lines().filter(|line| !line.trim().is_empty() && !line.contains("npm warn")).collect();
    let first = told.iter().take(4).copied().collect::<Vec<_>>().join("; ");
    Err(format!("`npm {}` failed: {first}", arguments.join(" ")).into())
}

/// Writes the table: of each file its path and its two packed forms, and a mark of them all; or why there
/// are none.
fn write_table(out: &Path, bundle: std::result::Result<&Path, &str>) -> Result<()> {
    let mut rows = String::new();
    let mut state = DefaultHasher::new();
    if let Ok(bundle) = bundle {
        let mut files = Vec::new();
        collect(bundle, &mut files)?;
        files.sort();
        for packed in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "gz")) {
            let (gzip, brotli) = (packed, packed.with_extension("br"));
            let path = packed.strip_prefix(bundle)?.with_extension("");
            (&path, fs::read(gzip)?).hash(&mut state);
            let path = path.to_str().ok_or("a path is not UTF-8")?;
            writeln!(
                rows,
                "    File {{ path: {path:?}, gzip: include_bytes!({gzip:?}), brotli: include_bytes!({brotli:?}) }},"
            )?;
        }
        if !rows.contains("\"index.html\"") {
            return Err(format!("{} is no bundle: it has no index.html.gz", bundle.display()).into());
        }
    }
    let mut table = String::new();
    writeln!(table, "/// The files, by path.\npub static FILES: &[File] = &[\n{rows}];\n")?;
    writeln!(
        table,
        "/// Changes with the files.\npub const MARK: &str = \"\\\"{:016x}\\\"\";\n",
        state.finish()
    )?;
    writeln!(table, "/// Why there are no files.\npub const MISSING: Option<&str> = {:?};", bundle.err())?;
    Ok(fs::write(out.join("graphiql.rs"), table)?)
}
