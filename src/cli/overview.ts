import { VERSION } from '../version.ts';

/** What `phasegate --help` prints. */
export const overview =
  (): string => `phasegate ${VERSION}: carries storage migrations run with Helm through their phases

usage: phasegate [command] [flags]

before anything is rendered
  lint     find what is wrong in values
  values   print what Helm would resolve, and who set each value
  explain  tell what a rule is about
  rules    list the rules
  schema   print the JSON Schema of a chart version's values
  init     write a config and a pre-commit entry

in Helm's way
  render   read manifests on stdin, write them on stdout as the phase asks for
           (runs when no command is given: helm upgrade … --post-renderer phasegate)
  report   show what the last render decided and changed

on the live system (read only, by your own helm and kubectl)
  plan     tell what a step will do, before it is taken
  verify   prove that a phase holds
  next     print the next step: its command, its proof, its way back

phasegate <command> --help lists a command's flags.
exit codes: 0 clean or done, 1 refused or would change, 2 usage, config or broken input, 3 own failure
`;
