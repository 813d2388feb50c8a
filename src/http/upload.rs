//! The body of an import: bounded, with an end to patience, unpacked, and kept in a file where the archive
//! must not wait for the client.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use futures_util::{Stream, StreamExt};
use tokio::fs::File;
use tokio::io::{AsyncBufRead, AsyncReadExt, AsyncSeekExt, AsyncWriteExt, BufReader};
use tokio::sync::{mpsc, oneshot};
use tokio_util::io::{ReaderStream, StreamReader};

use crate::domain::Packing;

use super::outbox::Outbox;

/// An upload as it is read.
pub type Source = Box<dyn AsyncBufRead + Unpin + Send>;

/// How much of an upload is kept in memory before a file is made for it.
const IN_MEMORY: u64 = 1 << 20;
/// How many pieces of an upload wait to be read.
const PIECES_WAITING: usize = 4;
/// How long the rest of an upload is read that is no longer wanted.
const WAIT_FOR_REST: Duration = Duration::from_secs(5);
/// How much is read at once.
const PIECE: usize = 1 << 16;

/// Resolves when the first bytes of a body have come, or none will. Only then may an answer begin: a client
/// that asked whether to send at all (`Expect: 100-continue`) takes any answer for a no.
pub type Begun = oneshot::Receiver<()>;

/// The bytes of a body as they arrive, at most so many, none later than `patience` after the one before.
/// A task of its own takes them from the client: when they are no longer wanted it takes some more, so that
/// the client, which is still sending, comes to hear why.
pub fn arriving(body: Body, bytes_max: u64, patience: Duration, outbox: Arc<Outbox>) -> (Source, Begun) {
    let (begin, begun) = oneshot::channel();
    let (sender, pieces) = mpsc::channel(PIECES_WAITING);
    tokio::spawn(async move {
        let mut body = body.into_data_stream();
        let mut begin = Some(begin);
        while let Some(piece) = next_piece(&mut body, patience).await {
            outbox.receive(piece.as_ref().map_or(0, |piece| piece.len() as u64));
            // Let go of, it has said what it had to say.
            drop(begin.take());
            if piece.is_err() | sender.send(piece).await.is_err() {
                break;
            }
        }
        drop((sender, begin));
        let rest = async { while let Some(Ok(_)) = body.next().await {} };
        // Whoever sends for longer than that will find the connection closed.
        let _ = tokio::time::timeout(WAIT_FOR_REST, rest).await;
    });
    let pieces = futures_util::stream::unfold(pieces, |mut pieces| async {
        let piece = pieces.recv().await?;
        Some((piece, pieces))
    });
    (Box::new(StreamReader::new(bounded(Box::pin(pieces), bytes_max, "the upload"))), begun)
}

async fn next_piece(body: &mut BodyDataStream, patience: Duration) -> Option<io::Result<Bytes>> {
    match tokio::time::timeout(patience, body.next()).await {
        Ok(Some(Ok(piece))) => Some(Ok(piece)),
        Ok(Some(Err(error))) => {
            tracing::debug!(%error, "an upload was cut off");
            Some(Err(io::Error::new(ErrorKind::UnexpectedEof, "the upload was cut off")))
        }
        Ok(None) => None,
        Err(_) => {
            let milliseconds = patience.as_millis();
            let words = format!("nothing more of the upload came for {milliseconds} ms");
            Some(Err(io::Error::new(ErrorKind::TimedOut, words)))
        }
    }
}

/// What a source holds, at most so many bytes of it: a small upload may be packed from a very large one.
pub fn unpacked(source: Source, packing: Packing, bytes_max: u64) -> Source {
    if packing == Packing::Plain {
        return source;
    }
    let pieces = ReaderStream::with_capacity(packing.unpack(source), PIECE).map(move |piece| {
        piece.map_err(|error| match error.kind() {
            ErrorKind::TimedOut | ErrorKind::FileTooLarge => error,
            _ => {
                let words = format!("it is not whole {}: {error}", packing.as_str());
                io::Error::new(ErrorKind::InvalidData, words)
            }
        })
    });
    Box::new(StreamReader::new(bounded(pieces, bytes_max, "the unpacked upload")))
}

/// The pieces as they are; an error in place of the first that is too much.
fn bounded<S>(pieces: S, bytes_max: u64, what: &'static str) -> impl Stream<Item = io::Result<Bytes>> + Unpin
where
    S: Stream<Item = io::Result<Bytes>> + Unpin,
{
    let mut bytes = 0;
    pieces.map(move |piece| {
        let piece = piece?;
        bytes += piece.len() as u64;
        match bytes <= bytes_max {
            true => Ok(piece),
            false => {
                let words = format!("{what} is larger than {bytes_max} bytes");
                Err(io::Error::new(ErrorKind::FileTooLarge, words))
            }
        }
    })
}

/// All of a source, to be read again without waiting: in memory if it is small, else in a file without a
/// name, which is gone when nobody reads it any more, however the process ends.
pub async fn kept(mut source: Source) -> io::Result<Source> {
    let mut start = Vec::new();
    (&mut source).take(IN_MEMORY).read_to_end(&mut start).await?;
    if (start.len() as u64) < IN_MEMORY {
        return Ok(Box::new(io::Cursor::new(start)));
    }
    let mut file = File::from_std(tempfile::tempfile().map_err(no_room)?);
    file.write_all(&start).await.map_err(no_room)?;
    drop(start);
    let mut piece = vec![0; PIECE];
    loop {
        let length = source.read(&mut piece).await?;
        if length == 0 {
            break;
        }
        file.write_all(&piece[..length]).await.map_err(no_room)?;
    }
    file.flush().await.map_err(no_room)?;
    file.rewind().await.map_err(no_room)?;
    Ok(Box::new(BufReader::with_capacity(PIECE, file)))
}

/// Why an upload cannot be kept; the place is not the client's business.
fn no_room(error: io::Error) -> io::Error {
    tracing::error!(%error, directory = %std::env::temp_dir().display(), "an upload cannot be kept");
    let words = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk on which uploads are kept is full",
        _ => "the service cannot keep the upload",
    };
    io::Error::new(ErrorKind::StorageFull, words)
}
