//! The certificate of TLS. It is read again when its files change, so that it can be renewed while the
//! service runs; what cannot be used leaves the one before it in use.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate and its key.
pub struct Certificate {
    certificate: PathBuf,
    key: PathBuf,
    current: RwLock<Arc<ServerConfig>>,
    /// The files' bytes as they were tried last.
    tried: Mutex<Files>,
}

type Files = (Vec<u8>, Vec<u8>);

impl Certificate {
    /// Reads both from files in PEM; the certificate's may hold the chain. `Err` tells people what is wrong.
    pub fn load(certificate: &Path, key: &Path) -> Result<Certificate, String> {
        let files = read(certificate, key)?;
        let current = RwLock::new(Arc::new(config(&files)?));
        let (certificate, key) = (certificate.to_owned(), key.to_owned());
        Ok(Certificate { certificate, key, current, tried: Mutex::new(files) })
    }

    /// Reads the files again, and uses them if they changed; tells whether they did.
    pub fn reload(&self) -> Result<bool, String> {
        let files = read(&self.certificate, &self.key)?;
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        if *tried == files {
            return Ok(false);
        }
        let config = config(&files);
        *tried = files;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(config?);
        Ok(true)
    }

    /// What connections that begin now use.
    pub fn current(&self) -> Arc<ServerConfig> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn read(certificate: &Path, key: &Path) -> Result<Files, String> {
    let read = |file: &Path| {
        std::fs::read(file).map_err(|error| format!("cannot read `{}`: {error}", file.display()))
    };
    Ok((read(certificate)?, read(key)?))
}

fn config((certificate, key): &Files) -> Result<ServerConfig, String> {
    let chain: Vec<_> = CertificateDer::pem_slice_iter(certificate)
        .collect::<Result<_, _>>()
        .map_err(|error| format!("the certificate is not PEM: {error}"))?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|error| format!("the key is not PEM: {error}"))?;
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let mut config = builder
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| format!("the certificate and the key cannot be used: {error}"))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
