const SIGNIFICANT_DIGITS_OF_FLOAT32 = 9;

/**
 * A float as a map key. Helm formats it as Go's FormatFloat(f, 'g', -1, 32): shortest digits that give the same
 * 32-bit float, an exponent of two digits from 1e+06 up and below 1e-04.
 */
export function floatKey(value: number): string {
  const float = Math.fround(value);
  if (Number.isNaN(float)) return '.nan';
  if (!Number.isFinite(float)) return float > 0 ? '.inf' : '-.inf';
  if (float === 0) return Object.is(float, -0) ? '-0' : '0';
  return format(shortestDigits(float));
}

function shortestDigits(float: number): string {
  for (let digits = 0; digits < SIGNIFICANT_DIGITS_OF_FLOAT32; digits++) {
    const text = float.toExponential(digits);
    if (Math.fround(Number(text)) === float) return text;
  }
  return float.toExponential(SIGNIFICANT_DIGITS_OF_FLOAT32);
}

/** @param text as toExponential gives it: 1.25e-7 */
function format(text: string): string {
  const [mantissa = '', power = '0'] = text.split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(Number(text));
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
