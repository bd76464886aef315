import HesapDomain
import HesapTexts
import Hummingbird
