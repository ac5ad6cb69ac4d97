package dev.balboa.data;

/// The description of one step of an augmentation: which operation, and the ranges its values come
/// from.
///
/// A transform holds no state and does nothing. Names, defaults and definitions are those of
/// torchvision, on float images with levels in `[0, 1]`; every operation but [Normalize] keeps its
/// result in that range. Values are drawn for each sample and each view alone.
public sealed interface Transform
        permits RandomResizedCrop,
                RandomCrop,
                CenterCrop,
                Resize,
                ResizeShorterSide,
                RandomHorizontalFlip,
                RandomVerticalFlip,
                RandomRotation,
                ColorJitter,
                RandomGrayscale,
                GaussianBlur,
                RandomSolarize,
                RandomEqualize,
                RandomApply,
                Normalize {}
