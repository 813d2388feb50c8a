SELECT '{"data":{"__typename":"Query"}}';
