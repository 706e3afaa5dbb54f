import { snappyCompressor } from 'hysnappy';
import { counted } from '../../../english.ts';
import type { HttpClient } from '../../../live/http-client.ts';
import { durationText } from '../../../times.ts';
import { firstSeries, samplesOf } from '../wire/split.ts';
import { asVersion2 } from '../wire/version-2.ts';
import { burstIn, type Meaning, meaningOf, retryAfter } from './answers.ts';
import { CLOCK, type Clock } from './clock.ts';
import { backoff } from './patience.ts';
import { seriesText } from './series-text.ts';
import { unprovenBy, WRITE_HEADERS, type WriteVersion } from './write-versions.ts';

const compress = snappyCompressor();

/** A store that takes remote_write. */
export interface WriteStore {
  readonly client: HttpClient;
  readonly url: URL;
}

export interface SendOptions {
  /** How long one request is tried, in ms. */
  readonly retryFor: number;
  readonly stopping: AbortSignal;
  /** Whether a request of which nobody knows whether it arrived is sent again: not where it would be stored twice. */
  readonly resends: boolean;
  /** Of remote_write. */
  readonly version: WriteVersion;
  /** Told each time a request has to be sent again. */
  readonly onRetry?: (reason: string, waitMs: number) => void;
  readonly clock?: Clock;
}

/** Why the destination does not take what it is sent. */
export class WriteFailure extends Error {}

/** A request may have arrived or not: the range has to be compared before anything of it is sent again. */
export class UncertainWrite extends Error {}

/** Why a request is not taken as it is. */
export interface Refused {
  readonly kind: Meaning['kind'];
  readonly reason: string;
  /** With a full stop in front of it, or empty. */
  readonly hint: string;
}

interface Answer extends Refused {
  readonly status?: number;
  /** What the destination asks for, in ms. */
  readonly wait?: number;
  /** The most samples that it takes at once. */
  readonly burst?: number;
}

/** Below it, halving does not help against a limit of samples a second. */
const SMALL_REQUEST = 1000;
/** After so many refusals for the rate, a request may be one that is too large for it at any time. */
const REFUSALS = 4;

/** Sends one request until it is acknowledged or refused. */
export class WriteSender {
  bytes = 0;
  requests = 0;
  retries = 0;
  readonly #store: WriteStore;
  readonly #options: SendOptions;

  constructor(store: WriteStore, options: SendOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** @returns why the request is not taken as it is; undefined once it is acknowledged @throws WriteFailure */
  async send(body: Uint8Array): Promise<Refused | undefined> {
    const { retryFor, stopping, onRetry, resends, clock = CLOCK } = this.#options;
    const until = clock.elapsed() + retryFor;
    let refusals = 0;
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#sendOnce(body);
      const { kind, reason } = answer;
      if (kind === 'stored') return undefined;
      if (kind === 'split' || kind === 'bad') return answer;
      if (kind === 'stop') throw new WriteFailure(`${reason}${answer.hint} (${contentOf(body)})`);
      if (kind === 'unknown' && !resends) throw new UncertainWrite(reason);
      if (answer.status === 429 && isAboveBurst(answer.burst, ++refusals, samplesOf(body)))
        return { ...answer, kind: 'split' };
      // A server that asks for no wait is not asked without end.
      const wait =
        answer.wait === undefined || (answer.wait === 0 && attempt >= REFUSALS)
          ? backoff(attempt)
          : answer.wait;
      if (clock.elapsed() + wait > until)
        throw new WriteFailure(
          `${reason}; it was tried for --retry-for, ${durationText(retryFor)}${
            answer.wait === undefined ? '' : `, and the destination asks to wait ${durationText(wait)}`
          } (${contentOf(body)})`,
        );
      this.retries++;
      onRetry?.(reason, wait);
      await clock.pause(wait, stopping);
    }
  }

  async #sendOnce(body: Uint8Array): Promise<Answer> {
    const { version } = this.#options;
    const second = version === '2.0' ? asVersion2(body) : undefined;
    const compressed = compress(second?.bytes ?? body);
    this.requests++;
    this.bytes += compressed.length;
    const { client, url } = this.#store;
    const sent = await client.send({
      method: 'POST',
      url,
      headers: WRITE_HEADERS[version],
      body: compressed,
    });
    if (!sent.ok)
      return {
        kind: sent.error.kind === 'interrupted' ? 'stop' : 'unknown',
        reason: sent.error.what,
        hint: '',
      };
    const { status } = sent.value;
    const text = (await sent.value.text().catch(() => '')).trim();
    const { kind, hint } = meaningOf(status, text);
    if (kind === 'stored' && /^text\/html\b/.test(sent.value.header('content-type') ?? ''))
      return {
        kind: 'stop',
        reason: `HTTP ${status} with a page of HTML`,
        hint: '. That is a page to log in, or another one for people; check --writer-url and the credentials',
      };
    if (kind === 'stored' && second !== undefined) {
      const unproven = unprovenBy(sent.value, second);
      if (unproven !== undefined) return { kind: 'stop', ...unproven };
    }
    const wait = retryAfter(sent.value.header('retry-after'), Date.now());
    const burst = burstIn(text);
    return {
      kind,
      status,
      reason: `HTTP ${status}: ${text.slice(0, 1000) || 'no text'}`,
      hint: hint === undefined ? '' : `. ${hint}`,
      ...(wait !== undefined && { wait }),
      ...(burst !== undefined && { burst }),
    };
  }
}

const isAboveBurst = (burst: number | undefined, refusals: number, samples: number): boolean =>
  burst === undefined ? refusals >= REFUSALS && samples > SMALL_REQUEST : samples > burst;

/** What a request holds, for messages. */
function contentOf(request: Uint8Array): string {
  const first = firstSeries(request);
  const count = counted(samplesOf(request), 'sample');
  if (first === undefined) return count;
  const [from, to] = [first.from, first.to].map((time) => new Date(time).toISOString());
  return `${count}; first ${seriesText(first.labels)} from ${from} to ${to}`;
}
