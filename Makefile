# What one does with a checkout. `make` alone lists it.

.DEFAULT_GOAL := help
.PHONY: help run test bless bench

help: ## list what there is
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: ## build and serve ./vitae.db at http://127.0.0.1:8000/graphql
	cargo run --release

test: ## install what the tests need, then check format, lints, tests and made files
	tests/prepare
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	tests/with-postgres cargo test --workspace --locked

bless: ## write anew what is made from the code: format, schema.graphql, docs, expected answers
	tests/prepare
	cargo fmt --all
	VITAE_BLESS=1 tests/with-postgres cargo test --workspace --locked

bench: ## compare speed with others, from made data: SIZE=200000 persons, QUICK=1 for a short try
	$(if $(VITAE),,cargo build --release --locked)
	$(MAKE) -C bench bench
