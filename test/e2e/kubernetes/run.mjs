// `node test/e2e/kubernetes/run.mjs` starts a control plane by hand. Node 20 reads no TypeScript; Vitest's own
// server does.
import { createViteServer } from 'vitest/node';

const reader = await createViteServer({
  configFile: false,
  appType: 'custom',
  logLevel: 'warn',
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
});
try {
  const { serve } = await reader.ssrLoadModule(new URL('serve.ts', import.meta.url).pathname);
  await serve();
} finally {
  await reader.close();
}
