import type { CommonKey } from '../en/common';

export const common: Record<CommonKey, string> = {
  'close': 'Fermer',
  'retry': 'Réessayer',
  'back': 'Retour',
  'cancel': 'Annuler',
  'skip': 'Aller au contenu',
  'language': 'Langue',
  'sandbox': 'Bac à sable : aucun argent réel ne circule.',
  'reference': 'Référence {reference}',
  'offline.title': 'Pas de connexion',
  'offline.text': 'Vous pouvez continuer à lire. Rien n’est envoyé avant le retour du réseau.',
  'error.title': 'Un problème est survenu de notre côté',
  'error.text': 'Rien n’a été débité. Réessayez ou demandez au personnel.',
  'notFound.title': 'Il n’y a rien à cette adresse',
  'notFound.text': 'Touchez à nouveau le tag de votre table ou scannez le code à côté.',
  'home.title': 'Commandez depuis votre table',
  'home.text': 'Approchez votre téléphone du tag de la table, ou scannez le code à côté. La carte s’ouvre toute seule.',
};
