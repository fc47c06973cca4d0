import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The compiler writes `dist`, from which the unit tests run; the site that the API serves is `site`. */
export default defineConfig({
  plugins: [react(), tailwind()],
  build: {
    outDir: 'site',
    target: 'es2022',
    // What is written into a page would be refused by the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What most pages have comes with the first of them, as one file in place of ten of 300 bytes.
        codeSplitting: {
          groups: [
            {
              name: 'components',
              test: /src\/components\/(?:action|choice|page-header|panel|short-table|state|time)\.tsx$|core\/dist\/skip-reasons\.js$/,
            },
          ],
        },
      },
    },
  },
  // `npx vite apps/dashboard` beside an installation that runs: pages from here, answers from there.
  server: {
    proxy: Object.fromEntries(
      ['/api', '/login', '/docs', '/queues', '/status'].map((path) => [path, 'http://127.0.0.1:7420']),
    ),
  },
});
