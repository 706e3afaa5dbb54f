import { setMaxListeners } from 'node:events';
import {
  type Agent,
  request as httpRequest,
  type IncomingMessage,
  Agent as PlainAgent,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest, Agent as TlsAgent } from 'node:https';
import { createSecureContext } from 'node:tls';
import { HIDDEN, namesCredential, namesCredentialInQuery } from '../redaction.ts';
import { err, ok } from '../result.ts';
import { type AsyncResult, type LiveProblem, showable } from './problems.ts';

/** How a server is told from others, and who asks. Certificates and keys are PEM. */
export interface TlsSettings {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  readonly insecure?: boolean;
}

export interface HttpClientOptions {
  /** Sent with every request; they may hold credentials, and are never shown. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: TlsSettings;
  /** How long a server may say nothing, in ms: before its answer begins, and between two parts of its body. */
  readonly timeout: number;
  /** Ends what is under way. */
  readonly stopping?: AbortSignal;
}

export interface StreamRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** An answer whose body is read as it comes. */
export interface HttpStream {
  readonly status: number;
  /** By names in lower case. */
  header(name: string): string | undefined;
  /** Throws where the connection breaks before the end that the server announced. Leaving the loop ends the connection. */
  readonly body: AsyncIterable<Uint8Array>;
  /** The body up to so many bytes, without the credentials that were sent. Throws as `body` does. */
  text(limit?: number): Promise<string>;
}

/** Room for the text of an error; of longer ones the beginning says enough. */
const TEXT_LIMIT = 64 * 1024;

/**
 * Sends requests over connections that stay open, for what is asked often or answers at length. A redirect is an answer
 * of its own.
 */
export class HttpClient {
  readonly #options: HttpClientOptions;
  /** Values of its headers that no message may show, even where a server repeats them. */
  readonly #secrets: readonly string[];
  readonly #agents = new Map<string, Agent>();

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#secrets = Object.entries(options.headers ?? {})
      .filter(([name]) => namesCredential(name))
      .map(([, value]) => value.replace(/^(?:Basic|Bearer) /, ''))
      .filter((value) => value !== '');
    // One for each request under way; Node warns of more than ten.
    if (options.stopping !== undefined) setMaxListeners(0, options.stopping);
  }

  send({ method = 'GET', url, headers, body }: StreamRequest): AsyncResult<HttpStream> {
    const { timeout, stopping, headers: always } = this.#options;
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const options: RequestOptions = {
      method,
      agent: this.#agentFor(url),
      timeout,
      headers: {
        ...always,
        ...headers,
        ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      },
      ...(stopping && { signal: stopping }),
    };
    const name = `${method} ${showable(url.origin + url.pathname)}`;
    return new Promise((resolve) => {
      const secrets = [...this.#secrets, ...secretsInQuery(url)];
      const sent = send(url, options, (answer) => resolve(ok(streamOf(answer, secrets))));
      sent.on('timeout', () => sent.destroy(new Error(`nothing came for ${timeout / 1000} s`)));
      sent.on('error', (error) => resolve(err(problemOf(name, error, stopping?.aborted === true))));
      sent.end(body);
    });
  }

  /** Closes idle connections, so that the process can end. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
  }

  #agentFor({ protocol }: URL): Agent {
    const known = this.#agents.get(protocol);
    if (known !== undefined) return known;
    const agent =
      protocol === 'https:' ? tlsAgent(this.#options.tls ?? {}) : new PlainAgent({ keepAlive: true });
    this.#agents.set(protocol, agent);
    return agent;
  }
}

/** A shorter word than this is found in texts that have nothing to do with it. */
const SHORTEST_SECRET = 4;

const secretsInQuery = ({ searchParams }: URL): readonly string[] =>
  [...searchParams].flatMap(([name, value]) =>
    namesCredentialInQuery(name) && value.length >= SHORTEST_SECRET ? [value, encodeURIComponent(value)] : [],
  );

/** Why a client certificate and its key cannot be used together, before anything is asked; undefined where they can. */
export function clientCertificateProblem(
  cert: string | undefined,
  key: string | undefined,
): string | undefined {
  try {
    createSecureContext({ ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const tlsAgent = ({ ca, cert, key, serverName, insecure = false }: TlsSettings): Agent =>
  new TlsAgent({
    keepAlive: true,
    rejectUnauthorized: !insecure,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(serverName !== undefined && { servername: serverName }),
  });

function streamOf(answer: IncomingMessage, secrets: readonly string[]): HttpStream {
  return {
    status: answer.statusCode ?? 0,
    header: (name) => {
      const value = answer.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    body: answer,
    async text(limit = TEXT_LIMIT) {
      const parts: Uint8Array[] = [];
      let length = 0;
      for await (const part of answer as AsyncIterable<Uint8Array>) {
        parts.push(part);
        length += part.length;
        if (length >= limit) break;
      }
      const text = Buffer.concat(parts).toString('utf8', 0, limit);
      return secrets.reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), text);
    },
  };
}

function problemOf(name: string, error: Error & { code?: string }, isInterrupted: boolean): LiveProblem {
  if (isInterrupted)
    return { kind: 'interrupted', what: `${name} was interrupted.`, remedy: 'Run it again to go on.' };
  const reason = error.message === '' ? (error.code ?? 'no reason given') : error.message;
  return {
    kind: 'unreachable',
    what: `${name} failed: ${showable(reason)}.`,
    remedy: 'Check that it runs, and that it listens at this address.',
  };
}
