// Compares answers with recorded ones, through the table of what was renamed, and sorts the differences by what they are.

/** `id:severity@place`, the id without colons. */
function parts(entry) {
  const [, id, severity, place] = /^([^:]*):([^@]*)@(.*)$/s.exec(entry);
  return { id, severity, place };
}

/**
 * Recorded findings in today's names: `mapping.ids` has the new id of an old one, or null where the rule is gone,
 * `mapping.severities` the new word of a severity, or of `id:severity` where a rule's own differs.
 */
export function mapped(findings, mapping) {
  return findings.flatMap((entry) => {
    const { id, severity, place } = parts(entry);
    const today = id in mapping.ids ? mapping.ids[id] : id;
    const level = mapping.severities[`${id}:${severity}`] ?? mapping.severities[severity] ?? severity;
    return today === null ? [] : [`${today}:${level}@${place}`];
  });
}

/** What stands in `some` more often than in `others`. */
function without(some, others) {
  const left = [...others];
  return some.filter((one) => {
    const index = left.indexOf(one);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** Takes pairs that are alike in `key` out of both lists, and tells each. */
function takePairs(gone, come, key, tell) {
  return [...gone].flatMap((before) => {
    const after = come.find((one) => key(one) === key(before));
    if (after === undefined) return [];
    gone.splice(gone.indexOf(before), 1);
    come.splice(come.indexOf(after), 1);
    return [tell(before, after)];
  });
}

function findingDifferences(recorded, answered) {
  const gone = without(recorded, answered).map(parts);
  const come = without(answered, recorded).map(parts);
  const judged = takePairs(
    gone,
    come,
    ({ id, place }) => `${id}@${place}`,
    (before, after) => ({
      what: `severity ${before.id}: ${before.severity} -> ${after.severity}`,
      detail: before.place,
    }),
  );
  const moved = takePairs(
    gone,
    come,
    ({ id, severity }) => `${id}:${severity}`,
    (before, after) => ({ what: `moved ${before.id}`, detail: `${before.place} -> ${after.place}` }),
  );
  const one = (word) => (finding) => ({
    what: `${word} ${finding.id} (${finding.severity})`,
    detail: finding.place,
  });
  return [...judged, ...moved, ...gone.map(one('gone')), ...come.map(one('new'))];
}

/** @returns what differs between two answers to one case: `{what, detail}` each */
export function differences(recorded, answered, mapping) {
  return [
    ...(recorded.code === answered.code ? [] : [{ what: `exit ${recorded.code} -> ${answered.code}` }]),
    ...(recorded.output === answered.output ? [] : [{ what: 'output' }]),
    ...findingDifferences(mapped(recorded.findings, mapping), answered.findings),
  ];
}

const matcher = (pattern) => {
  const source = pattern.replaceAll(/[.*+?^${}()|[\]\\]/g, (sign) => (sign === '*' ? '.*' : `\\${sign}`));
  return (text) => new RegExp(`^${source}$`, 's').test(text);
};

/** Rows of wanted.tsv: a pattern of cases, a pattern of what differs (`*` is anything), and why that is wanted. */
export function readWanted(text) {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [cases, what, reason] = line.split('\t');
      if (!reason) throw new Error(`wanted.tsv: not three columns: ${line}`);
      return { line, reason, matches: (one) => matcher(cases)(one.name) && matcher(what)(one.what) };
    });
}

export function groupBy(list, key) {
  const groups = new Map();
  for (const one of list) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return groups;
}
