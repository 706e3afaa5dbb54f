import type { AddressInfo } from 'node:net';
import { err, ok, type Result } from '../result.ts';

/** Where a server listens; without a host on every address of the machine. Port 0 is any that is free. */
export interface ListenAddress {
  readonly host?: string;
  readonly port: number;
}

export interface Page {
  readonly path: string;
  readonly contentType: string;
  /** Asked for at every request. */
  readonly text: () => Promise<string>;
}

export interface PageServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves one page, and nothing else. @returns the code of the error where nothing can listen there, such as `EADDRINUSE` */
export async function servePage(
  { host, port }: ListenAddress,
  { path, contentType, text }: Page,
): Promise<Result<PageServer, string>> {
  // Not imported, for what http-client.ts says of node:http.
  const { createServer } = process.getBuiltinModule('node:http');
  const server = createServer((request, answer) => {
    if (request.url?.split('?')[0] !== path) {
      answer.writeHead(404).end(`the only page is ${path}\n`);
      return;
    }
    text().then(
      (page) => answer.writeHead(200, { 'content-type': contentType }).end(page),
      (error: Error) => answer.writeHead(500).end(`${error.message}\n`),
    );
  });
  const failed = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve);
    server.listen(port, host, () => resolve(undefined));
  });
  if (failed) return err(failed.code ?? failed.message);
  return ok({
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
