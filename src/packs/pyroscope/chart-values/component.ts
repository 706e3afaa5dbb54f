import type { ChartKey, Json, KeyDetails, Keys } from './key.ts';
import { sharedSection, text, word } from './kinds.ts';
import { POD_KEYS } from './pod-keys.ts';

/** The keys without defaults: those stand under `pyroscope` or with the component. */
function withoutDefaults(keys: Keys): Keys {
  return Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, withoutDefault(key)]));
}

function withoutDefault({ default: _default, defaultSince: _changes, ...key }: ChartKey): ChartKey {
  const { shape } = key;
  return shape.kind === 'section' ? { ...key, shape: { ...shape, keys: withoutDefaults(shape.keys) } } : key;
}

export const COMPONENT_KEYS: Keys = {
  kind: word(['Deployment', 'StatefulSet'])('The workload that runs the component.'),
  name: text('Set by the chart: the name of the release and the component. A value here is replaced.'),
  ...withoutDefaults(POD_KEYS),
};

const component = sharedSection('component', COMPONENT_KEYS);

/** The settings of one component, over those of `pyroscope`. */
export const componentKey = (description: string, details: KeyDetails = {}): ChartKey =>
  component(description, details);

/** A component that the chart describes itself. */
export const describedComponent = (description: string, settings: Json): ChartKey =>
  component(description, { default: settings });
