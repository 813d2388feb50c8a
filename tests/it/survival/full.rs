//! A disk without room: writing is refused in clear words, reading goes on, nothing is damaged, and writing
//! goes on where there is room again.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use vitae::store::Dialect;

use super::killed::texts_at;
use super::{CHUNK, records};
use crate::support::{Server, TestDatabase, Uploader, token};

/// A small disk for the archive alone. It is mounted in a namespace of the service's own, and gone with it.
const ON_SMALL_DISK: &str = r#"mount -t tmpfs -o size=6m tmpfs "$1" || exit 90
cp "$2" "$1/vitae.db" && head -c 2000000 /dev/zero > "$1/ballast" && shift 2 && exec "$@""#;

/// Where nothing may be mounted: no file may be longer than this, in blocks of 512 bytes. A file that is
/// refused its end is an error, and not the end of the process.
const WITH_SHORT_FILES: &str =
    r#"trap '' XFSZ && cp "$2" "$1/vitae.db" && shift 2 && ulimit -S -f 8000 && exec "$@""#;

struct Disk {
    server: Server,
    /// The archive's directory as others see it.
    directory: PathBuf,
    is_mounted: bool,
}

impl Disk {
    /// Serves a copy of an archive where there is little room.
    fn with(archive: &Path, place: &Path) -> Disk {
        let is_mounted = may_mount(place);
        let mut command = match is_mounted {
            true => Command::new("unshare"),
            false => Command::new("bash"),
        };
        if is_mounted {
            command.args(["--map-root-user", "--mount", "bash"]);
        }
        command.args(["-c", if is_mounted { ON_SMALL_DISK } else { WITH_SHORT_FILES }, "bash"]);
        command.args([place, archive]);
        command.args([env!("CARGO_BIN_EXE_vitae"), "serve", "--no-seed", "--listen", "127.0.0.1:0"]);
        command.arg("--database").arg(format!("sqlite://{}/vitae.db", place.display()));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("VITAE_"))
        {
            command.env_remove(name);
        }
        let server = Server::of(command);
        let root = PathBuf::from(format!("/proc/{}/root", server.process()));
        let seen = if is_mounted { root.join(place.strip_prefix("/").unwrap()) } else { place.to_owned() };
        println!("  on a small disk: {is_mounted}");
        Disk { server, directory: seen, is_mounted }
    }

    /// Makes room.
    fn relieve(&self) {
        if self.is_mounted {
            return std::fs::remove_file(self.directory.join("ballast")).unwrap();
        }
        let process = self.server.process().to_string();
        let mut command = Command::new("prlimit");
        assert!(command.args(["--pid", &process, "--fsize=unlimited"]).status().unwrap().success());
    }
}

fn may_mount(place: &Path) -> bool {
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs"]).arg(place);
    command.status().is_ok_and(|status| status.success())
}

async fn persons(server: &Server) -> Value {
    let answer = server.query("{ persons { totalCount } }").await;
    answer["data"]["persons"]["totalCount"].clone()
}

#[tokio::test]
async fn a_full_disk_refuses_writing_goes_on_reading_and_heals() {
    let archive = TestDatabase::migrated(Dialect::Sqlite).await;
    let token = token(archive.url(), "editor");
    let place = tempfile::tempdir().unwrap();
    let disk = Disk::with(&archive.file(), place.path());
    let uploader = Uploader::with(&disk.server, token);
    let one = |key: &str| json!({"person": {"key": key, "description": "d".repeat(2000)}}).to_string();
    assert_eq!(uploader.last("", one("first")).await["summary"]["created"], 1);
    let records = records(20_000);
    let refused = json!({"error": {"code": "STORAGE_FULL", "message": "the disk is full; nothing more can be written"}});
    for _ in 0..2 {
        assert_eq!(uploader.last("?onError=stop", records.text.clone()).await, refused);
        assert_eq!(persons(&disk.server).await, 1, "all or nothing");
    }
    let last = uploader.last("?onError=skip", records.text.clone()).await;
    assert_eq!(last["error"]["code"], "STORAGE_FULL", "{last}");
    let kept = persons(&disk.server).await.as_u64().unwrap() as usize;
    assert_eq!((kept - 1) % (CHUNK / 2), 0, "whole chunks, in which each second line is a person");
    // Small writes fill what is left, and are refused in the end.
    let mut number = 0;
    let last = loop {
        let last = uploader.last("", one(&format!("small{number}"))).await;
        if last.get("error").is_some() {
            break last;
        }
        number += 1;
    };
    assert_eq!(last, refused);
    assert_eq!(persons(&disk.server).await, kept + number, "reading goes on");
    assert_eq!(uploader.last("", one("first")).await["summary"]["unchanged"], 1, "nothing to write");
    disk.relieve();
    assert_eq!(uploader.last("", one("last")).await["summary"]["created"], 1);
    assert_eq!(persons(&disk.server).await, kept + number + 1);
    check_copy(&disk).await;
}

/// The archive in a copy of its files, which nobody writes to now: whole.
async fn check_copy(disk: &Disk) {
    let copy = tempfile::tempdir().unwrap();
    for name in ["vitae.db", "vitae.db-wal"] {
        std::fs::copy(disk.directory.join(name), copy.path().join(name)).unwrap();
    }
    let url = format!("sqlite://{}/vitae.db", copy.path().display());
    assert_eq!(texts_at(&url, "PRAGMA integrity_check").await, ["ok"]);
    assert_eq!(texts_at(&url, "SELECT \"table\" FROM pragma_foreign_key_check").await, [""; 0]);
}
