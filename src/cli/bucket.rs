//! The mocked S3 of a run: a folder whose folders are buckets.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::Exit;
use crate::import;
use crate::services::World;

/// How objects begin that are compressed, and what that is called.
const COMPRESSED: [(&[u8], &str); 2] =
    [(&[0x1F, 0x8B], "gzip"), (&[0x28, 0xB5, 0x2F, 0xFD], "Zstandard")];

/// Objects: text by `bucket/key`.
pub type Objects = BTreeMap<String, Arc<str>>;

/// Puts the files of a folder into the mocked S3: `<folder>/<bucket>/<key>`.
pub fn load(world: &mut World, folder: &str) -> Result<Objects, Exit> {
    let mut objects = Objects::new();
    for path in
        files(Path::new(folder)).map_err(|error| Exit::usage(format!("{folder}: {error}")))?
    {
        let within = path.strip_prefix(folder).unwrap_or(&path);
        let name = within.components().map(|part| part.as_os_str().to_string_lossy());
        let name = name.collect::<Vec<_>>().join("/");
        let Some((bucket, key)) = name.split_once('/') else { continue };
        let shown = path.display();
        let bytes =
            std::fs::read(&path).map_err(|error| Exit::usage(format!("{shown}: {error}")))?;
        if let Some((_, what)) = COMPRESSED.iter().find(|(start, _)| bytes.starts_with(start)) {
            let why = format!("{shown}: compressed by {what}; put the text itself under that name");
            return Err(Exit::usage(why));
        }
        let text = import::decode(&bytes)
            .ok_or_else(|| Exit::usage(format!("{shown}: not a text in UTF-8 or UTF-16")))?;
        let text: Arc<str> = text.into();
        world.put_object(bucket, key, text.clone());
        objects.insert(name, text);
    }
    match objects.is_empty() {
        true => {
            Err(Exit::usage(format!("{folder}: no object in it; they are {folder}/BUCKET/KEY")))
        }
        false => Ok(objects),
    }
}

/// The objects of the mocked S3 that were not there before.
pub fn written(world: &World, before: &Objects) -> Objects {
    let objects = world.objects();
    let new = objects.filter(|(name, text)| before.get(&***name) != Some(text));
    new.map(|(name, text)| (name.to_string(), text.clone())).collect()
}

/// Writes objects into a folder.
pub fn save(objects: &Objects, folder: &str) -> Result<(), Exit> {
    for (name, text) in objects {
        let path = Path::new(name);
        // A key is a text like any other, and might lead out of the folder.
        if !path.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(Exit::usage(format!("{name}: cannot be the name of a file")));
        }
        let path = Path::new(folder).join(path);
        let written = std::fs::create_dir_all(path.parent().unwrap_or(&path))
            .and_then(|()| std::fs::write(&path, text.as_bytes()));
        written.map_err(|error| Exit::usage(format!("{}: {error}", path.display())))?;
    }
    Ok(())
}

/// All files below a folder, by name.
fn files(folder: &Path) -> std::io::Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true => found.extend(files(&path)?),
            false => drop(found.insert(path)),
        }
    }
    Ok(found)
}
