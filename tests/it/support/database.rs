//! A database for one test, gone when the test ends, however it ends. Three ways to begin: `fresh`
//! (nothing there), `migrated` (an empty archive), `seeded` (the demo archive). The last two are
//! copies of a template that is made once for each build of the program.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tempfile::TempDir;
use tokio::sync::OnceCell;
use vitae::domain::{Archive, Clock};
use vitae::store::{Dialect, Store, StoreOptions};

use super::postgres::{Admin, prefix};

/// A database of one test.
pub struct TestDatabase {
    url: String,
    place: Place,
}

enum Place {
    Directory(TempDir),
    Server { name: String },
}

/// Runs a test once on each database.
pub async fn for_each_dialect(test: impl AsyncFn(Dialect)) {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        println!("on {dialect:?}:");
        test(dialect).await;
    }
}

impl TestDatabase {
    /// Nothing there yet: no file, or a database without tables.
    pub async fn fresh(dialect: Dialect) -> TestDatabase {
        match dialect {
            Dialect::Sqlite => TestDatabase::in_directory(tempfile::tempdir().unwrap()),
            Dialect::Postgres => {
                let name = fresh_name();
                Admin::connect().await.execute(&format!("CREATE DATABASE {name}")).await;
                TestDatabase::on_server(name)
            }
        }
    }

    /// An archive without a record.
    pub async fn migrated(dialect: Dialect) -> TestDatabase {
        TestDatabase::copy(dialect, Template::Migrated).await
    }

    /// The demo archive.
    pub async fn seeded(dialect: Dialect) -> TestDatabase {
        TestDatabase::copy(dialect, Template::Seeded).await
    }

    /// The address that the program takes as `--database`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The database's name on the server; for PostgreSQL only.
    pub fn name(&self) -> &str {
        match &self.place {
            Place::Server { name } => name,
            Place::Directory(_) => panic!("a SQLite database has a file, not a name"),
        }
    }

    /// The database's file; for SQLite only.
    pub fn file(&self) -> PathBuf {
        match &self.place {
            Place::Directory(directory) => directory.path().join(FILE),
            Place::Server { .. } => panic!("a PostgreSQL database has a name, not a file"),
        }
    }

    /// Opens it as the program does.
    pub async fn open(&self) -> Store {
        open(&self.url).await
    }

    async fn copy(dialect: Dialect, template: Template) -> TestDatabase {
        match dialect {
            Dialect::Sqlite => {
                let directory = tempfile::tempdir().unwrap();
                std::fs::copy(template.file().await, directory.path().join(FILE)).unwrap();
                TestDatabase::in_directory(directory)
            }
            Dialect::Postgres => {
                let name = fresh_name();
                Admin::connect().await.copy(template.database().await, &name).await;
                TestDatabase::on_server(name)
            }
        }
    }

    fn in_directory(directory: TempDir) -> TestDatabase {
        TestDatabase {
            url: format!("sqlite://{}", directory.path().join(FILE).display()),
            place: Place::Directory(directory),
        }
    }

    fn on_server(name: String) -> TestDatabase {
        TestDatabase { url: Admin::url_of(&name), place: Place::Server { name } }
    }
}

impl Drop for TestDatabase {
    /// Dropping a database takes a connection, and a test that panics has no time left to wait for
    /// one: a thread of its own does.
    fn drop(&mut self) {
        if let Place::Server { name } = &self.place {
            let name = name.clone();
            let dropping = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.unwrap().block_on(async { Admin::connect().await.drop(&name).await });
            });
            let _ = dropping.join();
        }
    }
}

const FILE: &str = "vitae.db";

async fn open(url: &str) -> Store {
    let options = StoreOptions { url: url.to_owned(), readers: 1, query_timeout: Duration::from_secs(30) };
    Store::open(options).await.unwrap()
}

/// A name that no other test of this or another process has.
fn fresh_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{}_test_{}_{count}", prefix(), std::process::id())
}

/// What databases are copied from.
#[derive(Clone, Copy, Debug)]
enum Template {
    Migrated,
    Seeded,
}

impl Template {
    fn name(self) -> String {
        format!("template_{}_{:016x}", format!("{self:?}").to_lowercase(), build())
    }

    /// The file to copy, made first when this build has none.
    async fn file(self) -> &'static Path {
        static FILES: [OnceCell<PathBuf>; 2] = [const { OnceCell::const_new() }; 2];
        FILES[self as usize].get_or_init(|| self.make_file()).await
    }

    async fn make_file(self) -> PathBuf {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let file = directory.join(format!("{}.db", self.name()));
        if !file.exists() {
            let making = tempfile::tempdir_in(directory).unwrap();
            let made = making.path().join(FILE);
            self.fill(&format!("sqlite://{}", made.display())).await;
            let log = making.path().join(format!("{FILE}-wal"));
            assert!(!log.exists(), "a closed archive is one file");
            remove_older(directory, self);
            std::fs::rename(made, &file).unwrap();
        }
        file
    }

    /// The database to copy, made first when this build has none.
    async fn database(self) -> &'static str {
        static NAMES: [OnceCell<String>; 2] = [const { OnceCell::const_new() }; 2];
        NAMES[self as usize].get_or_init(|| self.make_database()).await
    }

    async fn make_database(self) -> String {
        /// Any number: processes that make the same template wait for each other on it.
        const LOCK: i64 = 0x7669_7461_6500;
        let name = format!("{}_{}", prefix(), self.name());
        let mut admin = Admin::connect().await;
        admin.execute(&format!("SELECT pg_advisory_lock({LOCK})")).await;
        if admin.databases(&name).await.is_empty() {
            remove_leftovers(&mut admin).await;
            let making = format!("{}_making", prefix());
            admin.drop(&making).await;
            admin.execute(&format!("CREATE DATABASE {making}")).await;
            self.fill(&Admin::url_of(&making)).await;
            admin.disconnect_all(&making).await;
            rename(&mut admin, &making, &name).await;
            // A template with an open connection cannot be copied.
            admin.execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
        }
        admin.execute(&format!("SELECT pg_advisory_unlock({LOCK})")).await;
        name
    }

    async fn fill(self, url: &str) {
        let store = open(url).await;
        store.migrate().await.unwrap();
        if let Template::Seeded = self {
            let clock: Clock = Arc::new(|| "2026-01-01T00:00:00.000Z".to_owned());
            Archive::new(store.clone(), clock).seed().await.unwrap();
        }
        store.close().await.unwrap();
    }
}

/// The server forgets a session a moment after it ended.
async fn rename(admin: &mut Admin, from: &str, to: &str) {
    for _ in 0..100 {
        if admin.try_execute(&format!("ALTER DATABASE {from} RENAME TO {to}")).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{from} is still in use");
}

/// Removes the template files of older builds.
fn remove_older(directory: &Path, template: Template) {
    let kind = template.name().rsplit_once('_').expect("the name ends in the build").0.to_owned();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(&kind) {
            // Another process may be quicker.
            let _ = std::fs::remove_file(&path);
        }
    }
}

/// Drops the templates of older builds and what tests that were killed left behind.
async fn remove_leftovers(admin: &mut Admin) {
    let ours = format!("{}_template_", prefix());
    let this_build = format!("{:016x}", build());
    for name in admin.databases(&prefix()).await {
        let is_old_template = name.starts_with(&ours) && !name.ends_with(&this_build);
        let process =
            name.strip_prefix(&format!("{}_test_", prefix())).and_then(|rest| rest.split('_').next());
        let is_orphan = process.is_some_and(|process| !Path::new("/proc").join(process).exists());
        if is_old_template || is_orphan {
            admin.drop(&name).await;
        }
    }
}

/// This build of the program: its file's length and time of change.
fn build() -> u64 {
    let about = std::fs::metadata(std::env::current_exe().unwrap()).unwrap();
    let mut hasher = DefaultHasher::new();
    (about.len(), about.modified().unwrap()).hash(&mut hasher);
    hasher.finish()
}
