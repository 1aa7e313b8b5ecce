// Resize every photograph of a folder with sharp, as many at once as there are processors.
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import sharp from 'sharp'

const [from, to, format] = process.argv.slice(2)
const widths = [480, 960, 1600]
const options = { jpeg: { quality: 80 }, webp: { quality: 80 }, avif: { quality: 60, effort: 0 } }
const names = readdirSync(from)
sharp.concurrency(1)
sharp.cache(false)

async function work() {
  for (let name = names.pop(); name; name = names.pop()) {
    for (const width of widths) {
      const picture = sharp(`${from}/${name}`).autoOrient().resize(width)
      await picture.toFormat(format, options[format]).toFile(`${to}/${name}-${width}.${format}`)
    }
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work))
