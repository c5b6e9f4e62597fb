// JupyterLab draws an image/png output without the alternative text in its metadata.
// This plugin puts the text where a screen reader finds it. It is plain JavaScript, written
// against the interface of a prebuilt JupyterLab extension (a module federation container),
// so nothing needs to be built. If it cannot start, pictures are shown as they always were.
(() => {
  const NAME = 'dlcourse-alt-text';
  const RENDERMIME = '@jupyterlab/rendermime';
  let shared;

  async function plugin() {
    const [version] = Object.values(shared[RENDERMIME]);
    const { IRenderMimeRegistry, RenderedImage } = (await version.get())();

    class RenderedImageWithAlt extends RenderedImage {
      async render(model) {
        await super.render(model);
        const alt = model.metadata?.['image/png']?.alt;
        const image = this.node.querySelector('img');
        if (image && typeof alt === 'string') {
          image.alt = alt;
        }
      }
    }

    return {
      id: `${NAME}:plugin`,
      autoStart: true,
      requires: [IRenderMimeRegistry],
      activate: (app, registry) => {
        registry.addFactory(
          {
            safe: true,
            mimeTypes: ['image/png'],
            defaultRank: 90,
            createRenderer: options => new RenderedImageWithAlt(options)
          },
          90
        );
      }
    };
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[NAME] = {
    init: scope => {
      shared = scope;
    },
    get: async () => {
      const module = { __esModule: true, default: await plugin() };
      return () => module;
    }
  };
})();
