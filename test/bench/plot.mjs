const WIDTH = 720;
const HEIGHT = 440;
const LEFT = 64;
const RIGHT = 190;
const TOP = 40;
const BOTTOM = 48;
/** Told apart by people who see few colours, too (Okabe and Ito); each line is named where it ends. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'];

const powersOfTen = (from, to) => {
  const powers = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power += 1)
    powers.push(10 ** power);
  return powers;
};

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const short = (number) => (number >= 1 ? String(number) : String(Number(number.toPrecision(1))));

/** Both axes in powers of ten. @param lines by name the points: megabytes and seconds */
export function plot(title, lines) {
  const points = [...lines.values()].flat();
  const [sizes, times] = [powersOfTen(...ends(points, 0)), powersOfTen(...ends(points, 1))];
  const place = (ticks, from, to) => (value) => {
    const [low, high] = [Math.log10(ticks[0]), Math.log10(ticks.at(-1))];
    return (from + ((Math.log10(value) - low) / (high - low)) * (to - from)).toFixed(1);
  };
  const [x, y] = [place(sizes, LEFT, WIDTH - RIGHT), place(times, HEIGHT - BOTTOM, TOP)];
  const grid = [
    ...sizes.map(
      (one) =>
        `<path d="M${x(one)} ${TOP}V${HEIGHT - BOTTOM}"/><text x="${x(one)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${short(one)} MB</text>`,
    ),
    ...times.map(
      (one) =>
        `<path d="M${LEFT} ${y(one)}H${WIDTH - RIGHT}"/><text x="${LEFT - 8}" y="${y(one)}" dy="4" text-anchor="end">${short(one)} s</text>`,
    ),
  ];
  const drawn = [...lines].map(([name, of], index) => {
    const colour = COLOURS[index % COLOURS.length];
    const path = of.map(([size, seconds], at) => `${at === 0 ? 'M' : 'L'}${x(size)} ${y(seconds)}`).join('');
    const [size, seconds] = of.at(-1);
    const dots = of
      .map(([one, time]) => `<circle cx="${x(one)}" cy="${y(time)}" r="3" fill="${colour}"/>`)
      .join('');
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots}<text x="${Number(x(size)) + 8}" y="${y(seconds)}" dy="4" fill="${colour}">${escaped(name)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img">
<title>${escaped(title)}</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${LEFT}" y="22" font-size="15">${escaped(title)}</text>
<g stroke="#ddd" fill="#555">${grid.join('\n').replaceAll('<text', '<text stroke="none"')}</g>
${drawn.join('\n')}
</svg>
`;
}

function ends(points, axis) {
  const all = points.map((point) => point[axis]);
  return [Math.min(...all), Math.max(...all)];
}
