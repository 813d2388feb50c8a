//! SeaORM rows, one file a table. Private to the store: nothing above it sees a row.
