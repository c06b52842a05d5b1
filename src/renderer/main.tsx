import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app'
import { connectHost } from './connect'
import { takePreferences } from './state/page-preferences'
import './ui/theme.css'
import './ui/base.css'
import './ui/layout.css'
import './ui/features.css'
import './ui/app.css'
import './ui/stage.css'
import './ui/results.css'
import './ui/reliability.css'
import { NoHost } from './ui/no-host'

const root = createRoot(document.getElementById('root')!)

connectHost().then(
  async (connection) => {
    await takePreferences(connection.host)
    root.render(<StrictMode><App connection={connection} /></StrictMode>)
  },
  (error: unknown) => root.render(<NoHost error={error} />),
)
