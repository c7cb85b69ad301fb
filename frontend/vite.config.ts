import { defineConfig } from "vite";
import { fonts } from "./plugins/fonts.ts";
import { maplibre } from "./plugins/maplibre.ts";
import { packed } from "./plugins/packed.ts";
import { tokens } from "./plugins/tokens.ts";

// Names change with what is in the files, so that a browser may keep them for ever; the server reads the
// manifest. All addresses are relative: the folder is copied as it is into a site of plain files.
export default defineConfig({
  base: "./",
  plugins: [tokens(), fonts(), maplibre(), packed()],
  // MapLibre's sources declare fields that a parent class has filled: a declaration must not empty them.
  oxc: { assumptions: { setPublicClassFields: true }, typescript: { removeClassFieldsWithoutInitializer: true } },
  build: {
    outDir: "../src/regioscoop/web/static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    license: { fileName: "licences.md" },
    assetsInlineLimit: 0,
    modulePreload: false,
    target: "es2022",
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rollupOptions: {
      input: "src/main.ts",
      output: {
        entryFileNames: "[name]-[hash].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name]-[hash][extname]",
      },
    },
  },
});
