// A provider for the tests: the certified oidc-provider, whose people, keys and faults the tests choose.
// Reads one line of JSON from its input, {client_id, client_secret, pages}, and says its issuer in one line.
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { SignJWT, UnsecuredJWT, decodeJwt, exportJWK, generateKeyPair } from 'jose'
import { Provider } from 'oidc-provider'

const [line] = await new Promise((resolve) => createInterface(process.stdin).once('line', (said) => resolve([said])))
const told = JSON.parse(line)

const server = createServer()
await new Promise((resolve) => server.listen(told.port ?? 0, '127.0.0.1', resolve))
const issuer = `http://127.0.0.1:${server.address().port}`

const people = new Map()
const keys = []
let fault = null
let made = 0

async function newKey() {
  made += 1
  const pair = await generateKeyPair('RS256', { extractable: true })
  const kid = `key-${made}`
  keys.unshift({ ...(await exportJWK(pair.privateKey)), kid, alg: 'RS256', use: 'sig' })
  return { kid, key: pair.privateKey }
}

let signing = await newKey()
const stranger = await generateKeyPair('RS256')

// What a token says when it is not what the provider would have said.
async function forged(token) {
  const claims = decodeJwt(token)
  const now = Math.floor(Date.now() / 1000)
  let [kid, key, alg] = [signing.kid, signing.key, 'RS256']
  if (fault === 'other key') key = stranger.privateKey
  else if (fault === 'unknown key') [kid, key] = ['nobodys', stranger.privateKey]
  else if (fault === 'alg none') return new UnsecuredJWT(claims).encode()
  else if (fault === 'secret as key') [alg, key] = ['HS256', new TextEncoder().encode(told.client_secret)]
  else if (fault === 'other audience') claims.aud = 'somebody-else'
  else if (fault === 'audiences without azp') claims.aud = [told.client_id, 'somebody-else']
  else if (fault === 'other azp') Object.assign(claims, { aud: [told.client_id, 'x'], azp: 'x' })
  else if (fault === 'other issuer') claims.iss = 'https://login.example'
  else if (fault === 'other nonce') claims.nonce = 'of another sign-in'
  else if (fault === 'no nonce') delete claims.nonce
  else if (fault === 'expired') Object.assign(claims, { iat: now - 3600, exp: now - 61 })
  else if (fault === 'of the future') Object.assign(claims, { iat: now + 120, exp: now + 3600 })
  else if (fault === 'no subject') delete claims.sub
  else if (fault === 'other access token') claims.at_hash = 'AAAAAAAAAAAAAAAAAAAAAA'
  else if (fault === 'expired within leeway') Object.assign(claims, { iat: now - 3600, exp: now - 30 })
  else if (fault === 'second factor') claims.amr = ['pwd', 'mfa']
  else throw new Error(`there is no fault ${fault}`)
  const header = alg === 'HS256' ? { alg } : { alg, kid }
  return new SignJWT(claims).setProtectedHeader(header).sign(key)
}

function configured() {
  const provider = new Provider(issuer, {
    clients: [{
      client_id: told.client_id,
      client_secret: told.client_secret,
      redirect_uris: [`${told.pages}/sign-in/provider/return`],
      post_logout_redirect_uris: [`${told.pages}/sign-in`],
      backchannel_logout_uri: told.backchannel ? `${told.pages}/sign-in/provider/ended` : undefined,
      token_endpoint_auth_method: told.auth_method ?? 'client_secret_basic',
    }],
    clientAuthMethods: [told.auth_method ?? 'client_secret_basic'],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'] },
    conformIdTokenClaims: told.conform ?? true,
    cookies: { keys: ['of the tests'] },
    features: {
      backchannelLogout: { enabled: true },
      devInteractions: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }),
    jwks: { keys: [...keys] },
    pkce: { required: () => true },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  })
  provider.use(async (ctx, next) => {
    await next()
    if (fault === 'userinfo of another') {
      if (ctx.path === '/me' && ctx.body?.sub) ctx.body = { ...ctx.body, sub: 'x' }
    } else if (fault !== null && ctx.path === '/token' && ctx.body?.id_token) {
      ctx.body.id_token = await forged(ctx.body.id_token)
    }
  })
  return provider.callback()
}

let answer = configured()

// What the tests ask of it beside the protocol; each is a POST of JSON.
const asked = {
  '/test/people': (body) => { for (const [id, claims] of Object.entries(body)) people.set(id, claims) },
  '/test/fault': (body) => { fault = body.fault },
  '/test/rotate': async (body) => {
    signing = await newKey()
    if (body.forget) keys.splice(1)
    answer = configured()
  },
}

server.on('request', async (request, response) => {
  const does = request.method === 'POST' ? asked[request.url] : undefined
  if (does === undefined) return answer(request, response)
  let body = ''
  for await (const chunk of request) body += chunk
  await does(JSON.parse(body))
  response.end('{}')
})
console.log(JSON.stringify({ issuer }))
