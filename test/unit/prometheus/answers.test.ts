import { expect, test } from 'vitest';
import { meaningOf, refusesOlder, retryAfter } from '../../../src/packs/prometheus/backfill/answers.ts';

/** Status, text of the body, and what it means; as real servers were seen to answer. */
const SEEN: readonly (readonly [status: number, text: string, kind: string, server: string])[] = [
  [204, '', 'stored', 'Prometheus'],
  [200, '', 'stored', 'Thanos, Cortex, Mimir'],
  [202, 'replicas did not match, rejecting sample: replica=r1, elected=r0', 'stop', 'Mimir'],
  [202, '', 'stop', 'any'],
  [500, 'too old sample', 'bad', 'Prometheus 2.42'],
  [400, 'too old sample', 'bad', 'Prometheus 3.5'],
  [500, 'native histograms are disabled', 'stop', 'Prometheus 3.5'],
  [400, 'out of bounds', 'bad', 'Prometheus without a window'],
  [409, 'store locally for endpoint : conflict', 'bad', 'Thanos'],
  [413, 'request body exceeds the 33554432 bytes limit', 'split', 'Prometheus 3.15'],
  [400, 'decoded size exceeds 33554432 bytes', 'split', 'Prometheus 3.15'],
  [400, 'too big packed request; mustn’t exceed 33554432 bytes', 'split', 'VictoriaMetrics'],
  [
    429,
    'the request has been rejected because the tenant exceeded the ingestion rate limit',
    'again',
    'Mimir',
  ],
  [429, 'ingestion burst size limit (200000) exceeded', 'split', 'Mimir'],
  [503, 'cannot process the request', 'again', 'VictoriaMetrics'],
  [502, '', 'unknown', 'a proxy'],
  [500, 'context deadline exceeded', 'unknown', 'Thanos'],
  [
    404,
    'remote write receiver needs to be enabled with --web.enable-remote-write-receiver',
    'stop',
    'Prometheus',
  ],
  [401, 'no org id', 'stop', 'Mimir'],
  [415, 'unsupported media type', 'stop', 'Cortex'],
  [422, 'label name too long', 'bad', 'any'],
  [301, '', 'stop', 'a login page'],
];

test.each(SEEN)('HTTP %i %j means %s (%s)', (status, text, kind) => {
  expect(meaningOf(status, text).kind).toBe(kind);
});

test.each([
  [undefined, undefined],
  ['6', 6000],
  ['0', 0],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 9000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['soon', undefined],
])('Retry-After %j is %j ms', (header, wait) => {
  expect(retryAfter(header, 1000)).toBe(wait);
});

/** How stores say that a sample is too old for them. */
const TOO_OLD = [
  'too old sample',
  'out of bounds',
  'the sample has been rejected because its timestamp is too old (err-mimir-sample-timestamp-too-old)',
  'the sample has been rejected because another sample with a more recent timestamp has already been ingested and this sample is beyond the out-of-order time window of 1h (err-mimir-sample-timestamp-too-old)',
  'the sample has been rejected because another sample with a more recent timestamp has already been ingested and out-of-order samples are not allowed (err-mimir-sample-out-of-order)',
  'received a sample whose timestamp is too far in the past, timestamp: 1 series: ‘up’ (err-mimir-too-far-in-past)',
];

test.each(TOO_OLD)('what helps is told, and older samples are not tried one by one, after %j', (text) => {
  const { kind, hint } = meaningOf(400, text);
  expect([kind, hint]).toEqual(['bad', expect.stringContaining('limits.out_of_order_time_window')]);
  expect(refusesOlder(text)).toBe(true);
});

/** How stores say that the labels of a series are not for them. */
test.each([
  'sample invalid label: "a.b-c" metric "odd{a.b-c=\\"x\\"}"',
  'sample invalid metric name: "a.b" metric "a.b"',
  'sample missing metric name',
  "received a series with an invalid label: 'a.b-c' series: 'odd{a.b-c=\"x\"}' (err-mimir-label-invalid)",
  "received a series with invalid metric name: 'a.b' (err-mimir-metric-name-invalid)",
  'received series has no metric name (err-mimir-missing-metric-name)',
])('other samples of a series are not tried one by one after %j', (text) => {
  expect(meaningOf(400, text).kind).toBe('bad');
  expect(refusesOlder(text)).toBe(true);
});
