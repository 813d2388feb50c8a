//! Sources that come compressed, and how they are told from others.

use async_compression::tokio::bufread::{GzipDecoder, ZstdDecoder};
use tokio::io::{AsyncBufRead, AsyncRead};

/// How a source is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// It is not.
    Plain,
    /// gzip, of one member or several.
    Gzip,
    /// zstd, of one frame or several.
    Zstd,
}

impl Packing {
    /// How a source is compressed that begins with `start`. No line of records begins with these bytes.
    pub fn of_start(start: &[u8]) -> Packing {
        match start {
            [0x1f, 0x8b, ..] => Packing::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Packing::Zstd,
            // A frame that a decoder passes over, such as parallel compressors write first.
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Packing::Zstd,
            _ => Packing::Plain,
        }
    }

    /// As HTTP calls it.
    pub fn as_str(self) -> &'static str {
        match self {
            Packing::Plain => "identity",
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
        }
    }

    /// What the source holds. A stream that ends too early, or is none, is an error where that shows.
    pub fn unpack<R>(self, source: R) -> Box<dyn AsyncRead + Unpin + Send>
    where
        R: AsyncBufRead + Unpin + Send + 'static,
    {
        match self {
            Packing::Plain => Box::new(source),
            Packing::Gzip => {
                let mut decoder = GzipDecoder::new(source);
                decoder.multiple_members(true);
                Box::new(decoder)
            }
            Packing::Zstd => {
                let mut decoder = ZstdDecoder::new(source);
                decoder.multiple_members(true);
                Box::new(decoder)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Packing;

    #[test]
    fn a_source_is_known_by_its_first_bytes() {
        for (start, packing) in [
            (&[0x1f, 0x8b, 8, 0][..], Packing::Gzip),
            (&[0x28, 0xb5, 0x2f, 0xfd], Packing::Zstd),
            (&[0x52, 0x2a, 0x4d, 0x18], Packing::Zstd),
            (b"{\"person\"", Packing::Plain),
            (b"", Packing::Plain),
        ] {
            assert_eq!(Packing::of_start(start), packing);
        }
    }
}
