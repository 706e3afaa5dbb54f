/** What an answer of remote_write means for the request that it answers. */
export interface Meaning {
  /**
   * `stored`: acknowledged, which is no proof. `again`: it may pass later. `split`: too much at once. `bad`: something in
   * it is refused, so it is to be found and named. `stop`: no request will be taken. `unknown`: it may be stored or not.
   */
  readonly kind: 'stored' | 'again' | 'split' | 'bad' | 'stop' | 'unknown';
  /** What to do, for a person. */
  readonly hint?: string;
}

interface Row extends Meaning {
  readonly text: RegExp;
}

/** In Mimir's words, a sample is beyond the out-of-order time window, or none may be out of order. */
const TOO_OLD =
  /too old sample|too far in the past|out of bounds|timestamp(?: is)? too old|beyond the out-of-order time window|out-of-order samples are not allowed/i;

/**
 * Texts of Prometheus 2.42 to 3.16, Cortex 1.21, Mimir, Thanos 0.42, VictoriaMetrics 1.79 and 1.115 and InfluxDB 1.6.
 * They decide whatever the status is: some refusals that last for ever come with 500, and some 4xx pass.
 */
const TEXTS: readonly Row[] = [
  {
    text: /native histograms are disabled/i,
    kind: 'stop',
    hint: 'Start the destination with --enable-feature=native-histograms (Prometheus before 3.9), or pass --drop-histograms',
  },
  {
    text: /remote write receiver needs to be enabled|remote-write-receiver/i,
    kind: 'stop',
    hint: 'Start the destination with --web.enable-remote-write-receiver (kube-prometheus-stack: prometheus.prometheusSpec.enableRemoteWriteReceiver: true)',
  },
  {
    text: TOO_OLD,
    kind: 'bad',
    hint: 'Widen the destination’s out-of-order window to reach back to --start (Prometheus: tsdb.out_of_order_time_window; kube-prometheus-stack: prometheus.prometheusSpec.tsdb.outOfOrderTimeWindow; Mimir, Cortex: limits.out_of_order_time_window; Thanos: --tsdb.out-of-order.time-window)',
  },
  {
    text: /replicas did not match/i,
    kind: 'stop',
    hint: 'The destination takes one replica of a high-availability pair: choose one by --reader-metrics-matcher and pass --drop-label __replica__',
  },
  {
    text: /request body exceeds|decoded size exceeds|too big packed request|too large|larger than (?:max|the allowed)|max.*recv.*size|exceeds.*burst|burst size/i,
    kind: 'split',
  },
  { text: /context deadline exceeded/i, kind: 'unknown' },
  { text: /out of order|duplicate sample|conflict/i, kind: 'bad' },
];

const STATUSES: Readonly<Record<number, Meaning>> = {
  200: { kind: 'stored' },
  204: { kind: 'stored' },
  ...Object.fromEntries(
    [301, 302, 303, 307, 308].map((status) => [
      status,
      {
        kind: 'stop',
        hint: 'That is a redirect, or a page to log in; give the address that it leads to by --writer-url',
      },
    ]),
  ),
  202: {
    kind: 'stop',
    hint: '202 means that the destination has taken the request and stored nothing of it',
  },
  401: {
    kind: 'stop',
    hint: 'Give credentials by --writer-auth-username, --writer-auth-bearer-token or --writer-http-header',
  },
  403: { kind: 'stop', hint: 'The credentials of the writer may not write here' },
  404: {
    kind: 'stop',
    hint: 'Check the path of --writer-url: /api/v1/write (Prometheus, VictoriaMetrics), /api/v1/push (Mimir, Cortex), /api/v1/receive (Thanos)',
  },
  408: { kind: 'unknown' },
  413: { kind: 'split' },
  415: { kind: 'stop', hint: 'The destination does not take this version of remote_write' },
  429: { kind: 'again' },
  503: { kind: 'again' },
};

/** @param text of the answer's body */
export function meaningOf(status: number, text: string): Meaning {
  if (status !== 200 && status !== 204) {
    const row = TEXTS.find((one) => one.text.test(text));
    if (row !== undefined) return row;
  }
  return STATUSES[status] ?? (status >= 500 ? { kind: 'unknown' } : { kind: status >= 400 ? 'bad' : 'stop' });
}

const OLDER_AS_WELL =
  /out of order|\blabel (?:name|value)s?\b|labels? per series|invalid label|(?:invalid|missing|no) metric name/i;

/** Whether what is refused for a reason is refused with every older sample of its series: for its age, or for its labels. */
export const refusesOlder = (reason: string): boolean =>
  (TOO_OLD.test(reason) || OLDER_AS_WELL.test(reason)) && !/future/i.test(reason);

/** The wait that an answer asks for, in ms: Retry-After in seconds or as a date. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * The most samples that a limit of samples a second takes at once, which Mimir says: a request above it is answered 429 for
 * ever. undefined where the text does not say.
 */
export function burstIn(text: string): number | undefined {
  const [, number] = /\bburst(?: size)?(?: limit)?(?: of)? \(?(\d+)/i.exec(text) ?? [];
  return number === undefined ? undefined : Number(number);
}
