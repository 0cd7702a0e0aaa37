import type { Scope } from './scope.ts'
import type { TemplateValue } from './template.ts'

/** The value of a pseudo parameter such as `AWS::Region`; undefined where the name is none. */
export function pseudoParameter(name: string, { at, stackName }: Scope): TemplateValue | undefined {
  switch (name) {
    case 'AWS::AccountId':
      return at.account
    case 'AWS::Region':
      return at.region
    case 'AWS::Partition':
      return 'aws'
    case 'AWS::URLSuffix':
      return 'amazonaws.com'
    case 'AWS::StackName':
      return stackName
    case 'AWS::StackId':
      return `arn:aws:cloudformation:${at.region}:${at.account}:stack/${stackName}/00000000-0000-0000-0000-000000000000`
    case 'AWS::NotificationARNs':
      return []
    default:
      return undefined
  }
}
