import type { HotVersion } from './versions.js';

/** What Heat gives every stack as a parameter, whatever its template declares. */
export interface PseudoParameters {
  readonly stackName: string;
  readonly stackId: string;
  readonly projectId: string;
}

/** Their names and values: templates of CloudFormation have others. */
export function pseudoParameters(
  format: HotVersion['format'],
  { stackName, stackId, projectId }: PseudoParameters,
): Readonly<Record<string, string>> {
  if (format === 'cfn') {
    return {
      'AWS::StackId': `arn:openstack:heat::${projectId}:stacks/${stackName}/${stackId}`,
      'AWS::StackName': stackName,
      // As Heat gives it, wherever it runs.
      'AWS::Region': 'ap-southeast-1',
    };
  }
  return { 'OS::stack_name': stackName, 'OS::stack_id': stackId, 'OS::project_id': projectId };
}
