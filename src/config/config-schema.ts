import { type AskedPack, askedSettings, phasesText } from './asked-settings.ts';
import base from './base.schema.json' with { type: 'json' };

/** The JSON Schema of a phasegate.yaml: what holds for every pack, and the packs' settings. */
export function configSchema(packs: readonly AskedPack[]): object {
  const settings = askedSettings(packs);
  const refs = Object.fromEntries(
    settings.map(({ name }) => [name, { $ref: `#/definitions/setting-${name}` }] as const),
  );
  const { properties, definitions } = base;
  const { releases } = properties;
  const ofRelease = { ...releases.items.properties, ...refs };
  return {
    ...base,
    properties: {
      ...properties,
      ...refs,
      releases: { ...releases, items: { ...releases.items, properties: ofRelease } },
    },
    definitions: {
      ...definitions,
      phase: { ...definitions.phase, description: `The phase to render: ${phasesText(packs)}.` },
      ...Object.fromEntries(settings.map(({ name, schema }) => [`setting-${name}`, schema])),
    },
  };
}
