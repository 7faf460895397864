// As iisnode starts an app: its own CommonJS file requires the entry, whatever the entry is.
const { resolve } = require("node:path");

process.argv[1] = resolve(__dirname, process.argv[2]);
require(process.argv[1]);
