import { setMaxListeners } from 'node:events';
import type { Agent, IncomingMessage, RequestOptions } from 'node:http';
import { HIDDEN, namesCredential, namesCredentialInQuery } from '../redaction.ts';
import { err, ok } from '../result.ts';
import { type AsyncResult, type LiveProblem, showable } from './problems.ts';

/**
 * What one protocol takes is loaded once a URL has it. To import node:http would have Node 22 and later load all that its
 * fetch consists of, for the WebSocket among the exports.
 */
const transportOf = (protocol: string): Pick<typeof import('node:http'), 'request'> =>
  protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http');

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
  /** A text that was found in the body, without the credentials that were sent. */
  shown(text: string): string;
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
    this.#secrets = Object.entries(options.headers ?? {}).flatMap(secretsInHeader);
    // One for each request under way; Node warns of more than ten.
    if (options.stopping !== undefined) setMaxListeners(0, options.stopping);
  }

  send({ method = 'GET', url, headers, body }: StreamRequest): AsyncResult<HttpStream> {
    const { timeout, stopping, headers: always } = this.#options;
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
      const secrets = [...this.#secrets, ...secretsInUser(url), ...secretsInQuery(url)];
      const sent = transportOf(url.protocol).request(url, options, (answer) =>
        resolve(ok(streamOf(answer, secrets))),
      );
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
    const agent = protocol === 'https:' ? tlsAgent(this.#options.tls ?? {}) : plainAgent();
    this.#agents.set(protocol, agent);
    return agent;
  }
}

/** A shorter word than this is found in texts that have nothing to do with it. */
const SHORTEST_SECRET = 4;

/** Nor is a header of any name a secret that has few letters. */
const SHORTEST_OF_ANY = 8;
const PLAIN_HEADERS: ReadonlySet<string> = new Set([
  'x-scope-orgid',
  'thanos-tenant',
  'host',
  'accept',
  'content-type',
  'user-agent',
]);

/** What of a header no message may show: gateways have names of their own for theirs. */
function secretsInHeader([name, value]: readonly [name: string, value: string]): readonly string[] {
  const word = value.replace(/^(?:Basic|Bearer) +/i, '');
  if (/^Basic /i.test(value)) {
    const [, password = ''] = Buffer.from(word, 'base64').toString('utf8').split(/:(.*)/s);
    return [word, password].filter(isTelling);
  }
  if (name === 'cookie')
    return [word, ...word.split(/;\s*/).map((pair) => pair.replace(/^[^=]*=/, ''))].filter(isTelling);
  if (namesCredential(name)) return word === '' ? [] : [word];
  return PLAIN_HEADERS.has(name) || word.length < SHORTEST_OF_ANY ? [] : [word];
}

const isTelling = ({ length }: string): boolean => length >= SHORTEST_SECRET;

function secretsInUser({ username, password }: URL): readonly string[] {
  if (password === '') return [];
  const pair = [username, password].map(decodedPart).join(':');
  return [Buffer.from(pair).toString('base64'), password, decodedPart(password)].filter(isTelling);
}

function decodedPart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const secretsInQuery = ({ searchParams }: URL): readonly string[] =>
  [...searchParams].flatMap(([name, value]) =>
    namesCredentialInQuery(name) && value.length >= SHORTEST_SECRET ? [value, encodeURIComponent(value)] : [],
  );

/** Why a client certificate and its key cannot be used together, before anything is asked; undefined where they can. */
export function clientCertificateProblem(
  cert: string | undefined,
  key: string | undefined,
): string | undefined {
  if (cert === undefined && key === undefined) return undefined;
  try {
    const { createSecureContext } = process.getBuiltinModule('node:tls');
    createSecureContext({ ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const plainAgent = (): Agent => new (process.getBuiltinModule('node:http').Agent)({ keepAlive: true });

const tlsAgent = ({ ca, cert, key, serverName, insecure = false }: TlsSettings): Agent =>
  new (process.getBuiltinModule('node:https').Agent)({
    keepAlive: true,
    rejectUnauthorized: !insecure,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(serverName !== undefined && { servername: serverName }),
  });

function streamOf(answer: IncomingMessage, secrets: readonly string[]): HttpStream {
  const shown = (text: string): string =>
    secrets.reduce((hidden, secret) => hidden.replaceAll(secret, HIDDEN), text);
  return {
    shown,
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
      return shown(Buffer.concat(parts).toString('utf8', 0, limit));
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
