/** Whether a text holds a place that a deployment tool fills in: `${Name}` of CloudFormation or Terraform, `#{Name}` of the Serverless Framework. */
export function isPlaceholder(text: string): boolean {
  return /[$#]\{[^}]*\}/.test(text)
}
