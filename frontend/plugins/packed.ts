// Every file beside itself in brotli and gzip, so that a server or a static host only has to send it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const WORTH = /\.(?:js|css|svg|json|mjs)$/;
const LEAST = 600;

function brotli(content: Buffer): Buffer {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  return brotliCompressSync(content, { params });
}

export function packed(): Plugin {
  return {
    name: "regioscoop-packed",
    apply: "build",
    enforce: "post",
    writeBundle(options) {
      const folder = options.dir ?? ".";
      for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        const content = WORTH.test(name) ? readFileSync(path) : Buffer.alloc(0);
        if (content.length < LEAST) continue;
        writeFileSync(`${path}.br`, brotli(content));
        writeFileSync(`${path}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
      }
    },
  };
}
