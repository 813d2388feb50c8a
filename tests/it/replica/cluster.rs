//! A primary and two replicas of PostgreSQL, started for one test, in memory where that is to be had, and gone with it.
//! Each is killed, frozen and started again as a test wants.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sea_orm::sqlx::{self, AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

use crate::support::{Program, Server};

/// Three servers: number 0 is the primary.
pub struct Cluster {
    directory: TempDir,
    programs: PathBuf,
    nodes: [Node; 3],
}

struct Node {
    port: u16,
    server: Option<Child>,
}

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(20);

impl Cluster {
    /// Starts all three. The replicas begin as copies of a primary that has never run.
    pub async fn start() -> Cluster {
        let programs = programs();
        let memory = Path::new("/dev/shm");
        let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let directory = tempfile::Builder::new().prefix("vitae-replicas.").tempdir_in(place).unwrap();
        if is_root() {
            run(Command::new("chown").arg("postgres:").arg(directory.path()));
        }
        let node = || Node { port: 0, server: None };
        let mut cluster = Cluster { directory, programs, nodes: [node(), node(), node()] };
        let arguments = ["-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"];
        let data = cluster.data(0);
        run(as_postgres(&cluster.programs.join("initdb")).args(arguments).arg("-D").arg(&data));
        for replica in [1, 2] {
            run(as_postgres(Path::new("cp")).arg("-a").arg(&data).arg(cluster.data(replica)));
        }
        cluster.begin_anywhere(0).await;
        for replica in [1, 2] {
            cluster.follow_primary(replica);
            cluster.begin_anywhere(replica).await;
        }
        cluster.execute_in(0, "postgres", "CREATE DATABASE vitae").await;
        cluster
    }

    /// The address of the archive on a server.
    pub fn url(&self, node: usize) -> String {
        self.url_of(node, "vitae")
    }

    fn url_of(&self, node: usize, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.nodes[node].port)
    }

    /// A service that writes to the primary and has both replicas. It remembers no answers, so that each is read.
    pub fn serve(&self, settings: &[&str]) -> Server {
        self.serve_remembering(&[&["--answer-memory", "0"], settings].concat())
    }

    /// The same as it is by default.
    pub fn serve_remembering(&self, settings: &[&str]) -> Server {
        let replicas = format!("{},{}", self.url(1), self.url(2));
        let always = ["--replicas", &replicas, "--no-seed", "--metrics=open", "--readers", "2"];
        Server::with(&self.url(0), &[&always, settings].concat())
    }

    /// Kills a server as a power cut does.
    pub fn kill(&mut self, node: usize) {
        let mut server = self.nodes[node].server.take().expect("it runs");
        server.kill().unwrap();
        server.wait().unwrap();
    }

    /// Starts a server that was killed.
    pub async fn restart(&mut self, node: usize) {
        // What it began may take a moment to notice that it is gone, and keeps the place until then.
        for _ in 0..50 {
            if self.begin(node).await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("a server that was killed does not start again: {}", self.logged(node));
    }

    /// Starts a server for the first time, on a port that nobody has.
    async fn begin_anywhere(&mut self, node: usize) {
        for _ in 0..20 {
            self.nodes[node].port = next_port();
            if self.begin(node).await {
                return;
            }
        }
        panic!("a server does not start: {}", self.logged(node));
    }

    /// Starts a server and waits until it answers; false if it ended instead. Who answers is asked where its data is:
    /// it may be another who has the port.
    async fn begin(&mut self, node: usize) -> bool {
        self.launch(node);
        let (url, data) = (self.url_of(node, "postgres"), self.data(node));
        let step = Duration::from_millis(20);
        for _ in 0..PATIENCE.as_millis() / step.as_millis() {
            if let Ok(mut connection) = PgConnection::connect(&url).await {
                let answer: Result<String, _> =
                    sqlx::query_scalar("SHOW data_directory").fetch_one(&mut connection).await;
                if answer.is_ok_and(|answer| Path::new(&answer) == data) {
                    return true;
                }
            }
            let server = self.nodes[node].server.as_mut().expect("it was launched");
            if server.try_wait().unwrap().is_some() {
                self.nodes[node].server = None;
                return false;
            }
            tokio::time::sleep(step).await;
        }
        panic!("{url} does not answer: {}", self.logged(node));
    }

    /// Stops a server and all that belongs to it in the middle of what they do, so that it answers nobody and nobody is
    /// told; or lets them go on.
    pub fn freeze(&self, node: usize, is_frozen: bool) {
        let server = self.nodes[node].server.as_ref().expect("it runs").id();
        let signal = if is_frozen { "-STOP" } else { "-CONT" };
        for process in children(server).into_iter().chain([server]) {
            // One of its processes may just have ended.
            let _ = Command::new("kill").arg(signal).arg(process.to_string()).stderr(Stdio::null()).status();
        }
    }

    /// Has a replica take no changes any more, or go on.
    pub async fn pause(&self, node: usize, is_paused: bool) {
        let what = if is_paused { "pause" } else { "resume" };
        self.execute_in(node, "postgres", &format!("SELECT pg_wal_replay_{what}()")).await;
        if is_paused {
            let mut connection = self.connect(node, "postgres").await;
            for _ in 0..100 {
                let state: String = sqlx::query_scalar("SELECT pg_get_wal_replay_pause_state()")
                    .fetch_one(&mut connection)
                    .await
                    .unwrap();
                if state == "paused" {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            panic!("the replica does not pause");
        }
    }

    /// Waits until a replica has received what the primary wrote, whether it shows it or not.
    pub async fn until_received(&self, node: usize) {
        let (mut primary, mut replica) =
            (self.connect(0, "postgres").await, self.connect(node, "postgres").await);
        let written: String =
            sqlx::query_scalar("SELECT pg_current_wal_lsn()::text").fetch_one(&mut primary).await.unwrap();
        for _ in 0..200 {
            let received =
                sqlx::query_scalar("SELECT pg_last_wal_receive_lsn() >= $1::pg_lsn").bind(&written);
            if received.fetch_one(&mut replica).await.unwrap() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the replica receives nothing");
    }

    /// Makes a replica a server of its own.
    pub async fn promote(&self, node: usize) {
        self.execute_in(node, "postgres", "SELECT pg_promote()").await;
    }

    async fn execute_in(&self, node: usize, database: &str, sql: &str) {
        let mut connection = self.connect(node, database).await;
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    async fn connect(&self, node: usize, database: &str) -> PgConnection {
        let url = self.url_of(node, database);
        let connected = PgConnection::connect(&url).await;
        connected.unwrap_or_else(|error| panic!("{url} does not answer: {error}\n{}", self.logged(node)))
    }

    fn data(&self, node: usize) -> PathBuf {
        self.directory.path().join(format!("node{node}"))
    }

    fn log(&self, node: usize) -> PathBuf {
        self.directory.path().join(format!("node{node}.log"))
    }

    fn logged(&self, node: usize) -> String {
        std::fs::read_to_string(self.log(node)).unwrap_or_default()
    }

    fn follow_primary(&self, node: usize) {
        let port = self.nodes[0].port;
        let settings = format!(
            "primary_conninfo = 'host=127.0.0.1 port={port} user=postgres application_name=node{node}'\n\
             hot_standby_feedback = on\n"
        );
        let data = self.data(node);
        std::fs::write(data.join("standby.signal"), "").unwrap();
        std::fs::write(data.join("postgresql.auto.conf"), settings).unwrap();
        if is_root() {
            run(Command::new("chown").arg("-R").arg("postgres:").arg(&data));
        }
    }

    fn launch(&mut self, node: usize) {
        let directory = self.directory.path().display();
        let settings = [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={}", self.nodes[node].port),
            format!("unix_socket_directories={directory}"),
            // What survives here survives a kill, not a power cut.
            "fsync=off".to_owned(),
            "shared_buffers=32MB".to_owned(),
            "autovacuum=off".to_owned(),
            "wal_retrieve_retry_interval=100ms".to_owned(),
        ];
        let log = std::fs::File::options().create(true).append(true).open(self.log(node)).unwrap();
        let mut command = as_postgres(&self.programs.join("postgres"));
        command.arg("-D").arg(self.data(node));
        for setting in settings {
            command.arg("-c").arg(setting);
        }
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        self.nodes[node].server = Some(command.spawn().unwrap());
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for node in 0..self.nodes.len() {
            if std::thread::panicking() {
                eprintln!("the log of server {node}:\n{}", self.logged(node));
            }
            if self.nodes[node].server.is_some() {
                self.freeze(node, false);
            }
            if let Some(mut server) = self.nodes[node].server.take() {
                // SIGQUIT: at once, with all that belongs to it.
                let _ = Command::new("kill").arg("-QUIT").arg(server.id().to_string()).status();
                let _ = server.wait();
            }
        }
    }
}

/// Where PostgreSQL's programs are: Debian keeps them out of the way.
fn programs() -> PathBuf {
    let found = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = found.map(|entry| entry.path().join("bin")).collect();
    found.retain(|programs| programs.join("initdb").exists());
    found.sort_by_key(|programs| {
        let version = programs.parent().and_then(Path::file_name).unwrap_or_default();
        version.to_string_lossy().parse::<u32>().unwrap_or_default()
    });
    let on_path = || {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).find(|programs| programs.join("initdb").exists())
    };
    found.pop().or_else(on_path).expect("PostgreSQL's programs are there: `tests/prepare` installs them")
}

fn is_root() -> bool {
    rustix::process::getuid().is_root()
}

/// A program to be run as PostgreSQL wants it: not by root. The process is the program itself, so that it can be killed.
fn as_postgres(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]).arg(program);
    command
}

fn run(command: &mut Command) {
    let output = command.current_dir("/").output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A port for a server, another one each time. They are below those that the system gives to whoever asks for any:
/// between finding one free and the server's having it somebody would be given it now and then.
fn next_port() -> u16 {
    const FIRST: u32 = 10_000;
    const COUNT: u32 = 10_000;
    static TURN: AtomicU32 = AtomicU32::new(0);
    // Tests of another checkout begin elsewhere.
    let turn = TURN.fetch_add(1, Ordering::Relaxed).wrapping_add(std::process::id().wrapping_mul(61));
    u16::try_from(FIRST + turn % COUNT).unwrap()
}

/// The processes that another one began.
fn children(parent: u32) -> Vec<u32> {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let of_parent = |process: u32| {
        let about = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // After the name, which stands in brackets: the state, then the parent.
        let (_, rest) = about.rsplit_once(") ")?;
        (rest.split(' ').nth(1)?.parse() == Ok(parent)).then_some(process)
    };
    processes.filter_map(|entry| of_parent(entry.file_name().to_str()?.parse().ok()?)).collect()
}

/// A new token of the archive.
pub fn token(cluster: &Cluster, role: &str) -> String {
    crate::support::token(&cluster.url(0), role)
}

/// Makes the archive, so that services find it.
pub fn migrate(cluster: &Cluster) {
    let outcome = Program::new(&["migrate", "--database", &cluster.url(0)]).run();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}
