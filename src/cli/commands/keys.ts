/** `stepwell keys`: the keys that data at rest is encrypted with. */
import { Command } from 'commander'
import { encryptionKeysOption } from '../encryption-keys-option.ts'
import type { KeysOptions } from '../manage-keys.ts'

const examples = `
The file of the keys is one of your secrets: it never belongs into the data directory or a backup of it, and without it
the data cannot be read. docs/encryption.md tells the whole story.

Examples:
  $ stepwell keys generate /etc/stepwell/encryption-keys.yaml
  $ stepwell serve --data /var/lib/stepwell --encryption-keys /etc/stepwell/encryption-keys.yaml
  $ stepwell keys list --data /var/lib/stepwell --encryption-keys /etc/stepwell/encryption-keys.yaml
  $ stepwell keys rewrite --data /var/lib/stepwell --encryption-keys /etc/stepwell/encryption-keys.yaml`

export function keysCommand(): Command {
  return new Command('keys')
    .description('make, list, rotate the keys that data at rest is encrypted with')
    .addHelpText('after', examples)
    .addCommand(generateCommand())
    .addCommand(
      withData(
        'list',
        'tell which keys the data needs, and whether old texts are still to be rewritten',
      ).action(async (options: KeysOptions) => {
        const { listKeys } = await import('../manage-keys.ts')
        listKeys(options)
      }),
    )
    .addCommand(
      withData(
        'rotate',
        'give the data new data keys, under the current key, and rewrite it; no server may run',
      ).action(async (options: KeysOptions) => {
        const { rotateKeys } = await import('../manage-keys.ts')
        await rotateKeys(options)
      }),
    )
    .addCommand(
      withData('rewrite', 'encrypt what still lies plain or under old keys, now; no server may run').action(
        async (options: KeysOptions) => {
          const { rewriteTexts } = await import('../manage-keys.ts')
          await rewriteTexts(options)
        },
      ),
    )
}

function generateCommand(): Command {
  const today = new Date().toISOString().slice(0, 10)
  return new Command('generate')
    .argument('<file>', 'the file of the keys; made when it is not there')
    .description('make a key and let it be the current one')
    .option('--name <name>', 'what it is called', `key-${today}`)
    .action(async (file: string, { name }: { readonly name: string }) => {
      const { generateKey } = await import('../generate-key.ts')
      generateKey(file, name)
    })
}

function withData(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--data <dir>', 'the data directory', '.stepwell')
    .addOption(encryptionKeysOption())
}
