import type { Readable, Writable } from 'node:stream';

export interface DevToolsEvent {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

interface Message extends Partial<DevToolsEvent> {
  readonly id?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

interface Pending {
  readonly resolve: (result: Readonly<Record<string, unknown>>) => void;
  readonly reject: (error: Error) => void;
}

const END = '\0';

/** Chromium's DevTools protocol over two pipes (--remote-debugging-pipe): JSON with a NUL after each message. */
export class DevTools {
  readonly events: DevToolsEvent[] = [];
  private readonly pending = new Map<number, Pending>();
  private readonly waiting = new Map<string, () => void>();
  private readonly requests: Writable;
  private unread = '';
  private last = 0;

  constructor(requests: Writable, answers: Readable) {
    this.requests = requests;
    requests.on('error', () => undefined);
    answers.setEncoding('utf8').on('data', (text: string) => this.read(text));
    answers.on('close', () => this.fail(new Error('Chromium went away')));
  }

  /** @throws Error with Chromium's own words where it refuses. */
  send(method: string, params: object = {}, sessionId?: string): Promise<Readonly<Record<string, unknown>>> {
    this.last += 1;
    const id = this.last;
    this.requests.write(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }) + END);
    return new Promise((resolve, reject) => this.pending.set(id, { resolve, reject }));
  }

  /** Resolves when the next event of a name comes. */
  next(method: string): Promise<void> {
    return new Promise((resolve) => this.waiting.set(method, resolve));
  }

  private read(text: string): void {
    const parts = (this.unread + text).split(END);
    this.unread = parts.pop() ?? '';
    for (const part of parts) this.take(JSON.parse(part) as Message);
  }

  private take({ id, method, params = {}, result = {}, error }: Message): void {
    if (method !== undefined) {
      this.events.push({ method, params });
      this.waiting.get(method)?.();
      this.waiting.delete(method);
    }
    const asked = id === undefined ? undefined : this.pending.get(id);
    if (id === undefined || asked === undefined) return;
    this.pending.delete(id);
    if (error === undefined) asked.resolve(result);
    else asked.reject(new Error(error.message));
  }

  private fail(error: Error): void {
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}
