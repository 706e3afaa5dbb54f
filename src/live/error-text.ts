import { redactAddresses } from '../redaction.ts';
import { visible } from '../visible-text.ts';

const LONGEST = 400;
/** klog's own lines (`E1121 07:55:21.39 … memcache.go:265]`) and warnings stand before the error that counts. */
const BESIDE_THE_ERROR = /^(?:[EWIF]\d{4} |WARNING:|Defaulted container |goroutine |\s)/;
const THE_ERROR = /^(?:error|panic):? |^(?:Error|The connection|Unable) /i;

/** The line of helm's or kubectl's standard error that says what went wrong, without `Error:`, fit to be shown. */
export function errorText(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const told = lines.filter((line) => !BESIDE_THE_ERROR.test(line));
  const line = told.findLast((one) => THE_ERROR.test(one)) ?? told.at(-1) ?? lines.at(-1) ?? '';
  return showable(line.replace(/^(?:error: )+/i, ''));
}

/** One line of foreign text without control characters and credentials, cut where it gets long. */
export function showable(text: string): string {
  const clean = visible(redactAddresses(text).replace(/\s+/g, ' ').trim());
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}
