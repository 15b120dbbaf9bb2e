// Answers authorisations with @cloud-copilot/iam-simulate, an independent implementation of IAM's evaluation.
// Run as a separate process only: node simulate.mjs FOLDER_WITH_NODE_MODULES < requests.ndjson > answers.ndjson
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const home = pathToFileURL(`${process.argv[2]}/node_modules/@cloud-copilot/iam-simulate/dist/esm/index.js`)
const { runSimulation } = await import(home)
const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }
const named = (policy, name) => ({ name, policy })

for await (const line of createInterface({ input: process.stdin })) {
  const { scps, account, action, resource, context } = JSON.parse(line)
  const result = await runSimulation({
    request: {
      principal: context['aws:PrincipalArn'] ?? `arn:aws:iam::${account}:role/developer`,
      action,
      resource: { resource, accountId: account },
      contextVariables: context
    },
    identityPolicies: [named(everything, 'administrator')],
    serviceControlPolicies: [{
      orgIdentifier: 'ou-1',
      policies: [named(everything, 'FullAWSAccess'), ...scps.map((scp, place) => named(scp, `scp-${place}`))]
    }],
    resourceControlPolicies: []
  }, {})
  // Only what the service control policies say: a KMS key, say, would need a key policy of its own to be allowed.
  const results = result.resultType === 'wildcard' ? result.results : [result.result]
  const isDenied = () => results.some((each) => each.analysis.scpAnalysis.result !== 'Allowed')
  const answer = result.resultType === 'error' ? 'error' : isDenied() ? 'Denied' : 'Allowed'
  console.log(JSON.stringify({ answer, errors: result.errors ?? null }))
}
