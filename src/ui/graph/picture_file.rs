//! Texts and pictures as files and on the clipboard.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement,
    HtmlImageElement, Url,
};

/// An SVG picture with its size.
pub struct Picture {
    pub svg: String,
    pub width: f64,
    pub height: f64,
}

/// Pixels for one of the drawing, so that it is sharp on a good screen; less for what would be
/// larger than browsers can draw.
const PIXELS_EACH: f64 = 2.0;
const SIDE_MAX: f64 = 8192.0;
const AREA_MAX: f64 = 40e6;

impl Picture {
    /// The size of the PNG, in pixels.
    fn pixels(&self) -> (u32, u32) {
        let (width, height) = (self.width.ceil().max(1.0), self.height.ceil().max(1.0));
        let by_side = SIDE_MAX / width.max(height);
        let scale = PIXELS_EACH.min(by_side).min((AREA_MAX / (width * height)).sqrt());
        ((width * scale).floor().max(1.0) as u32, (height * scale).floor().max(1.0) as u32)
    }

    pub fn save_as_png(self, name: String) {
        spawn_local(async move {
            if let Ok(png) = self.png().await {
                // Where files may not be saved, the browser says so itself.
                let _ = save_blob(&name, &png);
            }
        });
    }

    /// The picture as a browser draws it.
    async fn png(&self) -> Result<Blob, JsValue> {
        let (width, height) = self.pixels();
        let url = Url::create_object_url_with_blob(&blob(&self.svg, "image/svg+xml")?)?;
        let image = HtmlImageElement::new()?;
        image.set_src(&url);
        let decoded = JsFuture::from(image.decode()).await;
        let drawn = decoded.and_then(|_| {
            let document = gloo::utils::document();
            let canvas: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
            canvas.set_width(width);
            canvas.set_height(height);
            let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
            let context: CanvasRenderingContext2d = context.dyn_into()?;
            context.draw_image_with_html_image_element_and_dw_and_dh(
                &image,
                0.0,
                0.0,
                f64::from(width),
                f64::from(height),
            )?;
            Ok(canvas)
        });
        Url::revoke_object_url(&url)?;
        let canvas = drawn?;
        let encoded = Promise::new(&mut |resolve: Function, _| {
            // A canvas without content is the only one that cannot be encoded; this one has some.
            let _ = canvas.to_blob(&resolve);
        });
        JsFuture::from(encoded).await?.dyn_into()
    }
}

/// Offers a text as a file.
pub fn save(name: &str, text: &str, kind: &str) {
    // Where files may not be saved, the browser says so itself.
    let _ = blob(text, kind).and_then(|blob| save_blob(name, &blob));
}

fn blob(text: &str, kind: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)
}

fn save_blob(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = gloo::utils::document().create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser reads it a moment later.
    gloo::timers::callback::Timeout::new(60_000, move || {
        // An address that is not known any more needs no revoking.
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}

/// Whether the picture is in the clipboard now, as a PNG.
pub async fn copy_picture(picture: Picture) -> bool {
    let Ok(png) = picture.png().await else { return false };
    write_to_clipboard(&png).await.is_ok()
}

/// `navigator.clipboard.write([new ClipboardItem({ "image/png": … })])`, where there is such a
/// thing.
async fn write_to_clipboard(png: &Blob) -> Result<(), JsValue> {
    let item: Function = Reflect::get(&js_sys::global(), &"ClipboardItem".into())?.dyn_into()?;
    let content = Object::new();
    Reflect::set(&content, &"image/png".into(), png)?;
    let item = Reflect::construct(&item, &Array::of1(&content))?;
    let navigator = gloo::utils::window().navigator();
    let clipboard = Reflect::get(&navigator, &"clipboard".into())?;
    let write: Function = Reflect::get(&clipboard, &"write".into())?.dyn_into()?;
    let written: Promise = write.call1(&clipboard, &Array::of1(&item))?.dyn_into()?;
    JsFuture::from(written).await.map(|_| ())
}
