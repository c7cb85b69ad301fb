import { defineConfig, type Plugin } from "vite";
import { tokenSheet } from "./tokens.ts";

const TOKENS = "virtual:tokens.css";

function tokens(): Plugin {
  return {
    name: "regioscoop-tokens",
    resolveId: (id) => (id === TOKENS ? `\0${TOKENS}` : undefined),
    load: (id) => (id === `\0${TOKENS}` ? tokenSheet() : undefined),
  };
}

// Names without a hash: the templates name the files, and the server adds a version to the address.
export default defineConfig({
  base: "./",
  plugins: [tokens()],
  build: {
    outDir: "../src/regioscoop/web/static/dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: false,
    target: "es2022",
    rollupOptions: {
      input: "src/main.ts",
      output: { entryFileNames: "main.js", assetFileNames: (asset) => (asset.names.some((name) => name.endsWith(".css")) ? "main.css" : "[name][extname]") },
    },
  },
});
