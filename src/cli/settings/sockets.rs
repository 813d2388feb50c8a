//! Settings of WebSockets.

use std::time::Duration;

use clap::Args;

use super::super::value;

/// How many WebSockets there may be, and what each may do.
#[derive(Args, Clone, Debug)]
pub struct WebSockets {
    /// How many WebSockets there may be at once
    #[arg(long, env = "VITAE_MAX_WEBSOCKETS", value_name = "COUNT")]
    #[arg(default_value = "1000", allow_negative_numbers = true, value_parser = value::at_least_one)]
    pub max_websockets: u32,

    /// How many operations may be under way at once on one WebSocket
    #[arg(long, env = "VITAE_MAX_WEBSOCKET_OPERATIONS", value_name = "COUNT")]
    #[arg(default_value = "100", allow_negative_numbers = true, value_parser = value::at_least_one)]
    pub max_websocket_operations: u32,

    /// How long a client of a WebSocket may take to send its first message
    #[arg(long, env = "VITAE_WEBSOCKET_INIT_TIMEOUT", value_name = "TIME")]
    #[arg(default_value = "10s", value_parser = value::duration)]
    pub websocket_init_timeout: Duration,

    /// How long a client of a WebSocket may be silent, not even answering whether it is still there
    #[arg(long, env = "VITAE_WEBSOCKET_IDLE_TIMEOUT", value_name = "TIME")]
    #[arg(default_value = "60s", value_parser = value::duration)]
    pub websocket_idle_timeout: Duration,

    /// How long a client of a WebSocket may leave unread what is sent to it
    #[arg(long, env = "VITAE_WEBSOCKET_SEND_TIMEOUT", value_name = "TIME")]
    #[arg(default_value = "10s", value_parser = value::duration)]
    pub websocket_send_timeout: Duration,
}
