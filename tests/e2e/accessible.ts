/** axe on the screen that is shown. */
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

export async function accessible(page: Page, screen: string): Promise<void> {
  // Legacy mode: no second page is opened, which a desktop window could not do.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect.soft(violations.map(({ id, nodes }) => `${screen}: ${id}: ${nodes.map((n) => n.html).join(' | ')}`)).toEqual([])
}
